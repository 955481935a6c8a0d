#!/usr/bin/env python3
"""Stands in for llama-server: takes its flags, starts `ponder serve` with those that mean something to it."""

import os
import sys
import tempfile
from pathlib import Path

# Names that the tests give; llama-server does not look at them.
NAMES = ("tinyllama-2", "tinyllama-2-anthropic", "test", "gpt-3.5-turbo", "gpt-3.5-turbo-instruct", "gpt-4.1")


def value(flag: str, default: str) -> str:
    words = sys.argv
    return words[words.index(flag) + 1] if flag in words else default


def main() -> None:
    models = Path(os.environ["PONDER_TEST_MODELS"])
    embeds = "--embedding" in sys.argv
    file = models / ("all-minilm-l6-v2.gguf" if embeds else "smollm2-135m.gguf")
    home = Path(tempfile.mkdtemp(prefix="ponder-conformance-", dir=os.environ["SCRATCH"]))
    (home / "models").mkdir()
    for name in ("text-embedding-3-small",) if embeds else NAMES:
        (home / "models" / f"{name}.gguf").symlink_to(file)
    program = os.environ["PONDER_PROGRAM"]
    words = [program, "serve", "--port", value("--port", "8080"), "--data", str(home / "data"),
             "--cache", str(home), "--context", value("--ctx-size", "2048"), "--slots", "4"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PONDER_")} | {"HOME": str(home)}
    os.execve(program, words, environment)


main()
