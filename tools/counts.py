"""What test runners found: how many cases passed, and which did not."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

WHY_MAX = 300  # Letters of a failed case's reason that are kept.


@dataclass
class Counts:
    """What a stage found. A stage that is no test suite counts as one test."""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list, compare=False)  # "case: why" of each that is known.


def one(code: int) -> Counts:
    return Counts(1, 0) if code == 0 else Counts(0, 1)


def failure_of(case: ElementTree.Element) -> str:
    """A failed case of a JUnit report in a line: its file or class, its name, why."""
    why = " ".join(child.get("message") or child.text or "" for child in case if child.tag in ("failure", "error"))
    if not why.strip():
        # ctest tells no reason but all that the program printed.
        printed = re.search(r"(?:\bFailure\b|ERROR: |runtime error: ).*", case.findtext("system-out", ""), re.S)
        why = printed[0] if printed else "no reason told"
    return f"{case.get('classname', '')} {case.get('name', '')}: {' '.join(why.split())[:WHY_MAX]}".strip()


def counts_of_junit(text: str, code: int) -> Counts:
    """Sums a JUnit report. A runner that failed without a failed test counts as one failure."""
    counts = Counts()
    for case in ElementTree.fromstring(text).iter("testcase"):
        children = {child.tag for child in case}
        status = case.get("status", "run")
        if "failure" in children or "error" in children or status == "fail":
            counts.failed += 1
            counts.failures.append(failure_of(case))
        elif "skipped" in children or status in ("notrun", "disabled"):
            counts.skipped += 1
        else:
            counts.passed += 1
    if code != 0 and counts.failed == 0:
        counts.failed = 1
    return counts


def counts_of_unittest(text: str, code: int) -> Counts:
    """Reads the last lines that Python's unittest prints."""
    ran = re.search(r"^Ran (\d+) tests? in", text, re.M)
    numbers = {key: int(value) for key, value in re.findall(r"(failures|errors|skipped)=(\d+)", text)}
    failed, skipped = numbers.get("failures", 0) + numbers.get("errors", 0), numbers.get("skipped", 0)
    total = int(ran[1]) if ran else 0
    if (code != 0 and failed == 0) or total == 0:
        failed += 1
    failures = re.findall(r"^(?:FAIL|ERROR): (.+)$", text, re.M)
    return Counts(max(total - failed - skipped, 0), failed, skipped, failures)


def counts_of_last_line(text: str, code: int) -> Counts:
    """Reads `N passed, M failed` at the end of what a runner prints, and its lines `FAIL case: why`."""
    found = re.findall(r"^(\d+) passed, (\d+) failed$", text, re.M)
    passed, failed = map(int, found[-1]) if found else (0, 1)
    failed = max(failed, 1) if code != 0 or passed + failed == 0 else failed
    return Counts(passed, failed, failures=[line[:WHY_MAX] for line in re.findall(r"^FAIL (.+)$", text, re.M)])


def report_of(file: Path, code: int) -> Counts:
    try:
        return counts_of_junit(file.read_text(), code)
    except (OSError, ElementTree.ParseError):
        return Counts(0, 1)
