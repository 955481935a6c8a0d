"""Runs clang-tidy (.clang-tidy) on src/, on as many cores as there are. A file that has passed is not
looked at again until it, a header of ours that it includes, its flags or the checks change.

Usage: lint.py [--fix] [PART-OF-A-PATH...]   needs a built tree: `make lint` sees to it
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from places import BUILD, CACHE, ROOT, say, stop

PROGRAM = "clang-tidy-19"


def dependencies(text: str) -> dict[str, list[str]]:
    """What `ninja -t deps` prints: object file -> the files that it was made of."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if m := re.match(r"(\S.*): #deps \d+, .*\((VALID|STALE)\)", line):
            current = found[m[1]] = []
        elif line.startswith("    "):
            current.append(line.strip())
    return found


@lru_cache(maxsize=None)
def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def output_of(entry: dict) -> str:
    """The object file; not every CMake names it beside the command."""
    named = re.search(r" -o (\S+)", entry.get("command", ""))
    return entry.get("output") or (named[1] if named else "")


def key_of(entry: dict, files: list[str], checks: str) -> str:
    """Names everything that the verdict on one file depends on."""
    command = entry.get("command", "").replace(str(ROOT), "")
    parts = [checks, command]
    for name in files:
        path = Path(entry["directory"], name).resolve()
        if path.is_relative_to(ROOT):
            parts.append(f"{path.relative_to(ROOT)} {digest_of(path)}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def check(entry: dict, fix: bool) -> tuple[int, str]:
    flags = ["--fix", "--format-style=file"] if fix else []
    done = subprocess.run([PROGRAM, "--quiet", *flags, "-p", str(BUILD), entry["file"]],
                          cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


def pending(entries: list[dict], checks: str, passed: Path) -> list[tuple[dict, Path | None]]:
    """The files without a verdict, each with the place where one is kept (None: not built yet)."""
    listed = subprocess.run(["ninja", "-C", str(BUILD), "-t", "deps"], capture_output=True, text=True)
    known = dependencies(listed.stdout)
    work = []
    for entry in entries:
        files = known.get(output_of(entry))
        stamp = passed / key_of(entry, files, checks) if files else None
        if stamp is None or not stamp.exists():
            work.append((entry, stamp))
    return work


def main(arguments: list[str]) -> int:
    fix = "--fix" in arguments
    wanted = [a for a in arguments if a != "--fix"]
    try:
        entries = json.loads((BUILD / "compile_commands.json").read_text())
    except OSError:
        stop("nothing is built yet: run `make lint`")
    ours = [e for e in entries if Path(e["file"]).is_relative_to(ROOT / "src")
            and (not wanted or any(w in e["file"] for w in wanted))]
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout
    passed = CACHE / "lint"
    passed.mkdir(parents=True, exist_ok=True)
    work = pending(ours, version + (ROOT / ".clang-tidy").read_text(), passed)
    failed = 0
    with ThreadPoolExecutor(1 if fix else os.cpu_count()) as pool:
        for index, ((entry, stamp), (code, text)) in enumerate(
                zip(work, pool.map(lambda w: check(w[0], fix), work)), 1):
            name = Path(entry["file"]).relative_to(ROOT)
            say(f"clang-tidy [{index}/{len(work)}] {name}{'' if code == 0 else ': FAILED'}")
            if code != 0:
                failed += 1
                print(text, flush=True)
            elif stamp:
                stamp.touch()
    print(f"clang-tidy: {len(ours) - failed} of {len(ours)} files pass, {len(ours) - len(work)} known before")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
