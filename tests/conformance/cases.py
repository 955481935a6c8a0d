"""What every Python client's cases use: where the server is, and a runner that prints one JSON line
a case."""

import asyncio
import inspect
import json
import os
import traceback
from collections.abc import Callable

BASE = os.environ.get("BASE", "")
MODEL = os.environ.get("MODEL", "fake")
GREETING = "Hello! How can I help?"
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}

FOUND: list[tuple[str, Callable]] = []


def case(function: Callable) -> Callable:
    """Marks a function, also an async one, as a case; its name says what it proves."""
    FOUND.append((function.__name__.replace("_", " "), function))
    return function


def run() -> None:
    for name, function in FOUND:
        line = {"case": name, "result": "pass"}
        try:
            if inspect.iscoroutinefunction(function):
                asyncio.run(function())
            else:
                function()
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)
            line |= {"result": "fail", "why": f"{type(error).__name__}: {error} (line {(where[1] if len(where) > 1 else where[0]).lineno})"[:600]}
        print(json.dumps(line), flush=True)
