"""Runs the pytest files of a suite and prints a line for each test.

Usage: pytest_cases.py FILE...   in the suite's folder
"""

import json
import re
import sys

import pytest


def name_of(nodeid: str) -> str:
    """test_openai_client.py::test_a_tool_loop[strict] -> openai client: a tool loop [strict]"""
    file, test = nodeid.rsplit("/", 1)[-1].split("::", 1)
    test, _, parameters = test.removeprefix("test_").partition("[")
    case = f"{file.removeprefix('test_').removesuffix('.py')}: {test}".replace("_", " ")
    return f"{case} [{parameters}" if parameters else case


class Lines:
    """A plug-in: what came of each test. One that fails while it is set up or put away counts once."""

    def __init__(self) -> None:
        self.failed: set[str] = set()

    def say(self, report: pytest.TestReport, result: str, why: str = "") -> None:
        line = {"case": name_of(report.nodeid), "result": result} | ({"why": why} if why else {})
        print("\n" + json.dumps(line), flush=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.failed:
            self.failed.add(report.nodeid)
            self.say(report, "fail", re.sub(r"\s+", " ", str(report.longrepr))[-600:])
        elif report.skipped:
            self.say(report, "skip", str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else ""))
        elif report.when == "call" and report.passed:
            self.say(report, "pass")


if __name__ == "__main__":
    code = pytest.main(["-q", *sys.argv[1:]], plugins=[Lines()])
    sys.exit(0 if code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) else int(code))
