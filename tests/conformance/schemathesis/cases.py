"""Runs run.py, and prints a line for each operation of the description."""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import run  # noqa: E402


def main() -> int:
    report = Path(os.environ["SCRATCH"]) / "schemathesis.xml"
    code = run.main(["--report", "junit", "--report-junit-path", str(report)])
    if not report.exists():
        return code or 1
    for case in ElementTree.parse(report).iter("testcase"):
        wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
        line = {"case": case.get("name"), "result": "pass"}
        if case.find("skipped") is not None:
            line |= {"result": "skip", "why": case.find("skipped").get("message") or ""}
        if wrong is not None:
            line |= {"result": "fail", "why": (wrong.text or wrong.get("message") or "")[:1500]}
        print("\n" + json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
