"""Our files as the rules of tidy.py see them: path, text, and C++ code without comments and strings."""

import re
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

CPP = (".h", ".cpp")
_TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.[^'\n]*|[^'\\\n])'", re.S)


def blanked(text: str) -> str:
    """`text` with comments and literals as spaces: every other character keeps its line."""
    return _TOKEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


@dataclass
class Source:
    """One file; `path` is relative to the repository with forward slashes."""
    path: str
    text: str
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.splitlines()

    @property
    def is_cpp(self) -> bool:
        return self.path.endswith(CPP)

    @property
    def folder(self) -> str:
        """src/modes/vote.cpp -> modes, src/main.cpp -> main.cpp, elsewhere empty."""
        return self.path.split("/")[1] if self.path.startswith("src/") else ""

    @cached_property
    def code_lines(self) -> list[str]:
        return blanked(self.text).split("\n")

    @cached_property
    def includes(self) -> list[tuple[int, str, str]]:
        """(line, '"' or '<', what is included)."""
        found = []
        for number, line in enumerate(self.lines, 1):
            if m := re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line):
                found.append((number, m[1], m[2]))
        return found


def read_all(root: Path) -> list[Source]:
    """Every text file that git tracks or would track."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=root, capture_output=True, text=True, check=True).stdout
    sources = []
    for name in sorted(set(filter(None, listed.split("\0")))):
        file = root / name
        if not file.is_file():
            continue
        try:
            sources.append(Source(name, file.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            if name.endswith(CPP):
                sources.append(Source(name, file.read_text(encoding="latin-1")))
    return sources
