"""Runs the test stages and sums them up; `make test` is all of them, in this order.

Usage: test.py [STAGE...] [-- ARGUMENTS for ctest or pytest]     STAGE `all`: those of `make test`
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import build
import npm
import venv
import web
from counts import Counts, counts_of_last_line, counts_of_unittest, one, report_of
from places import BUILD, CACHE, MODELS, ROOT, build_environment, say, stop

REPORTS = BUILD / "reports"
TEST_MODEL = "smollm2-135m"
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}


def command(arguments: list[str], **variables: str) -> int:
    """Runs a child in the repository and returns its exit code."""
    return subprocess.run(arguments, cwd=ROOT, env={**build_environment(), **variables}).returncode


def told(arguments: list[str], **variables: str) -> tuple[int, str]:
    """The same, and what the child printed, which is shown as it comes."""
    with subprocess.Popen(arguments, cwd=ROOT, env={**build_environment(), **variables}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        lines = []
        for line in child.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return child.returncode, "".join(lines)


def ctest(folder: Path, name: str, arguments: list[str], **variables: str) -> Counts:
    """Runs the tests of a build folder, two at a time on two cores."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    file = REPORTS / f"{name}.xml"
    file.unlink(missing_ok=True)
    code = command(["ctest", "--test-dir", str(folder), "--output-on-failure", "--output-junit", str(file),
                    "--parallel", str(os.cpu_count()), "--no-tests=error", *arguments],
                   PONDER_MODEL_SMOL=str(MODELS / f"{TEST_MODEL}.gguf"), **SANITIZERS, **variables)
    return report_of(file, code)


def stage_fmt(_: list[str]) -> Counts:
    return one(command([sys.executable, "tools/fmt.py", "--check"]))


def stage_tidy(_: list[str]) -> Counts:
    return one(command([sys.executable, "tools/tidy.py"]))


def stage_tools(arguments: list[str]) -> Counts:
    code, text = told([sys.executable, "-m", "unittest", "discover", "-s", "tests/tools", *arguments])
    return counts_of_unittest(text, code)


def stage_build(_: list[str]) -> Counts:
    return one(command([sys.executable, "tools/build.py", "release", "all"]))


def stage_models(_: list[str]) -> Counts:
    return one(command([str(BUILD / "ponder"), "pull", TEST_MODEL], PONDER_CACHE=str(CACHE)))


def stage_unit(arguments: list[str]) -> Counts:
    return ctest(BUILD, "unit", ["--label-exclude", "^law$", *arguments])


def stage_law(arguments: list[str]) -> Counts:
    return ctest(BUILD, "law", ["--label-regex", "^law$", *arguments], PONDER_REQUIRE_MODELS="1")


def stage_lint(arguments: list[str]) -> Counts:
    return one(command([sys.executable, "tools/lint.py", *arguments]))


def stage_e2e(arguments: list[str]) -> Counts:
    folder = ROOT / "tests" / "e2e"
    python = venv.ensure(folder / "requirements.txt")
    REPORTS.mkdir(parents=True, exist_ok=True)
    file = REPORTS / "e2e.xml"
    file.unlink(missing_ok=True)
    code = command([str(python), "-m", "pytest", str(folder), f"--junitxml={file}", "-q", *arguments],
                   PONDER_PROGRAM=str(BUILD / "ponder"))
    return report_of(file, code)


def stage_web(arguments: list[str]) -> Counts:
    app = web.APP
    env = {"PATH": npm.environment()["PATH"]}
    web.modules()
    REPORTS.mkdir(parents=True, exist_ok=True)
    file = REPORTS / "web.xml"
    file.unlink(missing_ok=True)
    types = command(["node", str(app / "node_modules" / "typescript" / "bin" / "tsc"), "--project", str(app)], **env)
    code = command(["node", str(app / "node_modules" / "vitest" / "vitest.mjs"), "run", "--root", str(app),
                    "--reporter=default", "--reporter=junit", f"--outputFile.junit={file}", *arguments], **env)
    counts = report_of(file, code)
    counts.failed += int(types != 0)
    return counts


def stage_page(arguments: list[str]) -> Counts:
    if command([sys.executable, "tools/deps.py", "tools/debian-packages-browser.txt"]) != 0:
        return Counts(0, 1)
    code, text = told(["bash", "tests/e2e/page/run.sh", *arguments], PONDER_PROGRAM=str(BUILD / "ponder"),
                      PONDER_MODEL_SMOL=str(MODELS / f"{TEST_MODEL}.gguf"),
                      PATH=npm.environment()["PATH"])
    return counts_of_last_line(text, code)


def stage_fuzz(arguments: list[str]) -> Counts:
    if command([sys.executable, "tools/build.py", "fuzz", "fuzzers"]) != 0:
        return Counts(0, 1)
    code, text = told([sys.executable, "tools/fuzz.py", *arguments])
    return counts_of_last_line(text, code)


def stage_conformance(arguments: list[str]) -> Counts:
    code, text = told([sys.executable, "tests/conformance/run.py", *arguments], PONDER_PROGRAM=str(BUILD / "ponder"))
    return counts_of_last_line(text, code)


def sanitized(preset: str, arguments: list[str]) -> Counts:
    if command([sys.executable, "tools/build.py", preset, "all"]) != 0:
        return Counts(0, 1)
    return ctest(build.FOLDERS[preset], preset, arguments)


def stage_asan(arguments: list[str]) -> Counts:
    return sanitized("asan", arguments)


def stage_tsan(arguments: list[str]) -> Counts:
    return sanitized("tsan", arguments)


# name -> (what runs, stages that must have passed before). The last four have commands of their own.
STAGES: dict[str, tuple[Callable[[list[str]], Counts], list[str]]] = {
    "fmt": (stage_fmt, []),
    "tidy": (stage_tidy, []),
    "tools": (stage_tools, []),
    "web": (stage_web, []),
    "build": (stage_build, []),
    "models": (stage_models, ["build"]),
    "unit": (stage_unit, ["build"]),
    "law": (stage_law, ["build", "models"]),
    "e2e": (stage_e2e, ["build", "models"]),
    "page": (stage_page, ["build", "models"]),
    "fuzz": (stage_fuzz, []),
    "lint": (stage_lint, ["build"]),
    "conformance": (stage_conformance, ["build", "models"]),
    "asan": (stage_asan, []),
    "tsan": (stage_tsan, []),
}
ALL = [name for name in STAGES if name not in ("lint", "conformance", "asan", "tsan")]


def plan(wanted: list[str]) -> list[str]:
    """The wanted stages with what they need, in order."""
    named = [name for name in wanted if name != "all"]
    if unknown := [name for name in named if name not in STAGES]:
        stop(f"no stage {unknown[0]!r}: all, or one of {', '.join(STAGES)}")
    chosen = set(named)
    if not wanted or "all" in wanted:
        chosen.update(ALL)
    for name in named:
        chosen.update(STAGES[name][1])
    return [name for name in STAGES if name in chosen]


def run(names: list[str], arguments: list[str]) -> dict[str, tuple[Counts, float]]:
    """Runs stages; one whose needs failed is counted as failed without being run."""
    results: dict[str, tuple[Counts, float]] = {}
    for name in names:
        function, needs = STAGES[name]
        broken = [need for need in needs if need in results and results[need][0].failed]
        if broken:
            say(f"{name}: not run, because {', '.join(broken)} failed")
            results[name] = (Counts(0, 1), 0.0)
            continue
        say(f"===== {name} =====")
        begin = time.monotonic()
        results[name] = (function(arguments if needs or name in ("tools", "web", "fuzz", "asan", "tsan") else []),
                         time.monotonic() - begin)
        say(f"===== {name}: {results[name][1]:.0f} s =====")
    return results


def summary(results: dict[str, tuple[Counts, float]]) -> str:
    """A row for each stage, then a line for each failed case; the last line is what machines read."""
    rows = [f"{'stage':<8}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    for name, (counts, seconds) in results.items():
        rows.append(f"{name:<8}{counts.passed:>8}{counts.failed:>8}{counts.skipped:>9}{seconds:>9.0f}")
    rows += [f"FAIL {name}: {failure}" for name, (counts, _) in results.items() for failure in counts.failures]
    passed = sum(counts.passed for counts, _ in results.values())
    failed = sum(counts.failed for counts, _ in results.values())
    return "\n".join([*rows, f"{passed} passed, {failed} failed"])


def main(arguments: list[str]) -> int:
    first_option = next((i for i, a in enumerate(arguments) if a.startswith("-")), len(arguments))
    names, rest = arguments[:first_option], arguments[first_option:]
    CACHE.mkdir(parents=True, exist_ok=True)
    results = run(plan(names), [a for a in rest if a != "--"])
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / "summary.txt").write_text(summary(results) + "\n")
    print(summary(results), flush=True)
    return 1 if any(counts.failed for counts, _ in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
