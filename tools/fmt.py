"""Formats our C++ files with clang-format 19, or with --check says which ones differ."""

import subprocess
import sys

from places import ROOT, say

PATTERNS = ["src/*.h", "src/*.cpp", "tests/*.h", "tests/*.cpp", "bench/*.h", "bench/*.cpp"]


def our_files() -> list[str]:
    """What git tracks, and what it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *PATTERNS],
        cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in sorted(set(listed.splitlines())) if (ROOT / name).exists()]


def main(arguments: list[str]) -> int:
    files = our_files()
    if not files:
        return 0
    if "--check" not in arguments:
        return subprocess.run(["clang-format-19", "-i", *files], cwd=ROOT).returncode
    checked = subprocess.run(["clang-format-19", "--dry-run", "--Werror", *files],
                             cwd=ROOT, capture_output=True, text=True)
    if checked.returncode != 0:
        wrong = {line.split(":")[0] for line in checked.stderr.splitlines() if "error:" in line}
        for name in sorted(wrong):
            print(f"{name}: not formatted", flush=True)
        say("run `make fmt`")
    return checked.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
