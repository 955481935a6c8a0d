"""The project's rules as a program. Each message says what to do instead; tests/tools/test_tidy.py
shows each rule something wrong and something right.

Usage: tidy.py            checks everything, exits 1 on a problem
       tidy.py --budget   writes tools/tidy_budget.txt after files have shrunk (it never raises)
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from places import ROOT
from source import Source, read_all

LINES_MAX = 400
BUDGET = "tools/tidy_budget.txt"
CODE = (".h", ".cpp", ".py", ".sh", ".cmake", ".ts", ".tsx", ".css", ".js")


class Problem(NamedTuple):
    path: str
    line: int
    message: str


class Banned(NamedTuple):
    """A pattern that C++ code must not contain, but in `allowed` (path prefixes)."""
    pattern: str
    instead: str
    allowed: tuple[str, ...] = ()
    only: str = ""  # A suffix of the paths it is about; empty: all.


BANNED = [
    Banned(r"\bstd::j?thread\s*[({]|\bstd::j?thread\s+\w+\s*[({;=]|\bstd::async\b",
           "threads live in base/, engine/, store/, llama/ and server/model_pool: post work there",
           ("src/base/", "src/engine/", "src/store/", "src/llama/", "src/server/model_pool", "tests/")),
    Banned(r"\busing\s+namespace\b", "name what you use; `namespace asio = boost::asio;` is fine",
           only=".h"),
    Banned(r"\breinterpret_cast\b", "use std::bit_cast, std::as_bytes or the helper in base/",
           ("src/base/", "src/store/")),
    Banned(r"\bco_await\b[^;{}]*(?<![\w)\]\s])\s*\[[^\]\[;]+\]\s*(\(|\{|mutable)",
           "give the lambda a name in a statement before: compilers free its captures twice"),
    Banned(r"\bco_spawn\b[^;{}]*(?<![\w)\]\s])\s*\[[^\]\[;]+\]\s*\([^)]*\)\s*(?:mutable\s*)?->",
           "spawn a function that takes its values as parameters: the closure dies too early"),
    Banned(r"\bthis_thread::sleep_", "wait for an event, or for a timer of the executor",
           ("src/local/fake_backend.cpp", "tests/")),
]

# Written in two halves so that this file passes its own rule.
_HOSTS = [("pyp" "i", "org"), ("pythonhost" "ed", "org"), ("npm" "js", "(?:org|com)"),
          ("yarn" "pkg", "com"), ("debi" "an", "org"), ("golan" "g", "org"), ("crate" "s", "io"),
          ("rubygem" "s", "org")]
HOSTS = re.compile(r"\b(?:" + "|".join(rf"{a}\.{b}" for a, b in _HOSTS) + r")\b", re.I)
UNFINISHED = re.compile(r"\b(?:FIX" r"ME|TO" r"DO|XX" r"X)\b")


def layer_includes(source: Source, table: dict) -> Iterator[Problem]:
    """The include lines of src/ against tools/layers.json."""
    if not source.is_cpp or not source.folder:
        return
    folders = table["folders"]
    if source.folder not in folders:
        yield Problem(source.path, 1, f"the folder {source.folder} is not in tools/layers.json: "
                      "add it there and in CMakeLists.txt")
        return
    allowed = {source.folder, *folders[source.folder]["may_include"]}
    for line, quote, name in source.includes:
        for rule in table["third_party"]:
            if re.match(rule["header"], name) and source.folder not in rule["only_in"]:
                yield Problem(source.path, line, f"{name} is only for {', '.join(rule['only_in'])}: "
                              f"{rule['instead']}")
        target = name.split("/")[0]
        if quote == "<":
            if target in folders and "/" in name:
                yield Problem(source.path, line, f'write "{name}": angles are for others\' headers')
        elif target in folders and "/" in name:
            if target not in allowed:
                yield Problem(source.path, line, f"{source.folder} may not include {name}, only "
                              f"{', '.join(sorted(allowed))}: move the code to a higher layer, or "
                              "change tools/layers.json and CMakeLists.txt with a reason")
        elif source.folder != "llama":
            yield Problem(source.path, line, f'"{name}" names no folder of src/: write '
                          '"folder/file.h", and angles for others\' headers')


def banned_text(source: Source) -> Iterator[Problem]:
    if UNFINISHED.search(source.text):
        for number, line in enumerate(source.lines, 1):
            if UNFINISHED.search(line):
                yield Problem(source.path, number, "finish it or file an issue: no marks of unfinished "
                              "work in the tree")
    if not source.is_cpp:
        return
    code = "\n".join(source.code_lines)
    for rule in BANNED:
        if source.path.startswith(rule.allowed) or not source.path.endswith(rule.only):
            continue
        for m in re.finditer(rule.pattern, code):
            yield Problem(source.path, code.count("\n", 0, m.start()) + 1,
                          f"`{' '.join(m.group().split())[:40]}`: {rule.instead}")


def hosts(source: Source) -> Iterator[Problem]:
    for number, line in enumerate(source.lines, 1):
        if m := HOSTS.search(line):
            yield Problem(source.path, number, f"{m.group()} is a registry's host: leave the choice of "
                          "host to the registry's client and its configuration")


def ascii_only(source: Source) -> Iterator[Problem]:
    if source.is_cpp:
        for number, line in enumerate(source.lines, 1):
            if wrong := [c for c in line if ord(c) > 126 or (ord(c) < 32 and c != "\t")]:
                yield Problem(source.path, number, f"U+{ord(wrong[0]):04X} in code: write ASCII, in "
                              r"string literals an escape such as \u00e9")


def first_line(source: Source) -> Iterator[Problem]:
    """A file begins by saying what it is; x.cpp and x_test.cpp may leave that to the header x.h."""
    if not source.path.endswith(CODE) or not source.text.strip():
        return
    stem = re.sub(r"^(?:src/|tests/unit/|tests/)|(?:_test)?\.cpp$", "", source.path)
    if source.lines[0] == f'#include "{stem}.h"':
        return
    lines = source.lines[1:] if source.lines[0].startswith("#!") else source.lines
    if not lines or not re.match(r'//|/\*|#(?!include|pragma|define|if)|"""', lines[0]):
        yield Problem(source.path, 1, "begin with one to three sentences in a comment: what this file is")


def sizes(sources: list[Source], budget: dict[str, int]) -> Iterator[Problem]:
    """Long files are listed with their length, which may only fall."""
    seen = set()
    for source in sources:
        if not source.path.endswith(CODE):
            continue
        count, allowed = len(source.lines), budget.get(source.path)
        seen.add(source.path)
        if allowed is None and count > LINES_MAX:
            yield Problem(source.path, LINES_MAX, f"{count} lines, {LINES_MAX} are the limit: split it by "
                          "concern")
        elif allowed is not None and count > allowed:
            yield Problem(source.path, allowed, f"{count} lines, {BUDGET} allows {allowed}: split it, do "
                          "not grow it")
        elif allowed is not None and count < allowed:
            yield Problem(source.path, 1, f"{count} lines, {BUDGET} says {allowed}: well done, run "
                          "`tools/tidy.py --budget`")
    for path in sorted(set(budget) - seen):
        yield Problem(BUDGET, 1, f"{path} is gone: run `tools/tidy.py --budget`")


def dead_headers(sources: list[Source]) -> Iterator[Problem]:
    included = {name for s in sources if s.is_cpp for _, _, name in s.includes}
    for source in sources:
        if source.path.startswith("src/") and source.path.endswith(".h"):
            if source.path.removeprefix("src/") not in included:
                yield Problem(source.path, 1, "nobody includes this header: remove it or use it")


def links_of(cmake: str) -> dict[str, set[str]]:
    """The ponder_layer lines: folder -> the folders whose libraries it links, all the way down."""
    direct = {}
    for m in re.finditer(r"^\s*ponder_layer\((\w+)\b([^)]*)\)", cmake, re.M):
        direct[m[1]] = set(re.findall(r"\bponder_(\w+)", m[2])) - {"llama_cpp"}

    def closure(name: str, seen: frozenset[str]) -> set[str]:
        below = direct.get(name, set()) - seen
        return below | {x for b in below for x in closure(b, seen | below)}

    return {name: closure(name, frozenset({name})) for name in direct}


def table_agrees(table: dict, cmake: str, existing: set[str]) -> Iterator[Problem]:
    """tools/layers.json has no way up, and the linker is told the same."""
    folders, links = table["folders"], links_of(cmake)
    for name, row in folders.items():
        for below in row["may_include"]:
            if below not in folders or folders[below]["layer"] > row["layer"]:
                yield Problem("tools/layers.json", 1, f"{name} may include {below}, which is no lower layer")
            elif name in folders[below]["may_include"]:
                yield Problem("tools/layers.json", 1, f"{name} and {below} include each other")
        if name in links:
            for extra in sorted(links[name] - set(row["may_include"]) - indirect(folders, name)):
                yield Problem("CMakeLists.txt", 1, f"{name} links ponder_{extra}, but tools/layers.json "
                              "does not let it include that: make both say the same")
            for lacking in sorted(set(row["may_include"]) - links[name]):
                if lacking in links:
                    yield Problem("CMakeLists.txt", 1, f"{name} may include {lacking}, but does not link "
                                  f"ponder_{lacking}: make both say the same")
        elif name in existing and "." not in name:
            yield Problem("CMakeLists.txt", 1, f"src/{name} has no ponder_layer line")


def indirect(folders: dict, name: str) -> set[str]:
    """What comes along with the folders that `name` may include, all the way down."""
    found: set[str] = set()
    waiting = list(folders[name]["may_include"])
    while waiting:
        below = folders.get(waiting.pop(), {"may_include": []})["may_include"]
        waiting += [folder for folder in below if folder not in found]
        found.update(below)
    return found


def read_budget(text: str) -> dict[str, int]:
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {path: int(count) for path, count in rows}


def shrink_budget(sources: list[Source], budget: dict[str, int]) -> str:
    """The new budget: never a higher number, never a new file."""
    text = f"# Files over {LINES_MAX} lines and the length that they may not exceed (tools/tidy.py).\n"
    for source in sources:
        if source.path in budget and len(source.lines) > LINES_MAX:
            text += f"{source.path} {min(len(source.lines), budget[source.path])}\n"
    return text


def check(sources: list[Source], table: dict, cmake: str, budget: dict[str, int]) -> list[Problem]:
    problems = []
    for source in sources:
        for rule in (banned_text, hosts, ascii_only, first_line):
            problems += rule(source)
        problems += layer_includes(source, table)
    problems += sizes(sources, budget)
    problems += dead_headers(sources)
    problems += table_agrees(table, cmake, {s.folder for s in sources if s.is_cpp and s.folder})
    return sorted(set(problems))


def main(arguments: list[str]) -> int:
    sources = read_all(ROOT)
    budget = read_budget(Path(ROOT, BUDGET).read_text())
    if "--budget" in arguments:
        Path(ROOT, BUDGET).write_text(shrink_budget(sources, budget))
        return 0
    table = json.loads(Path(ROOT, "tools/layers.json").read_text())
    problems = check(sources, table, Path(ROOT, "CMakeLists.txt").read_text(), budget)
    for path, line, message in problems:
        print(f"{path}:{line}: {message}")
    print(f"tidy: {len(sources)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
