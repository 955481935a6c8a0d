"""What agents gain and cost, by replay of the recordings, as pictures for the documentation.

Problems with odd numbers only: strategies were chosen on the others. Times are simulated with what `ponder
bench --json` measured (costs-*.jsonl beside this file). Writes docs/images/gain-NAME.svg (the curve of right
answers against time) and docs/images/agreement-NAME.svg (how often answers of a given probability were right),
from the live run (results/) docs/images/live-0.5b.svg, and prints the tables.

    python3 bench/contemplating/curves.py
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = ROOT / "build" / "ponder"
NAMES = ("0.5b", "1.5b")
TEAMS = [f"standard,agents={n},first={n}" for n in (2, 3, 5, 6, 7)]
WAYS = ["greedy", *TEAMS, "quick", "standard", "standard,first=8"]
MORE = {"0.5b": ["deep,agents=12", "deep,agents=12,first=12"], "1.5b": []}
LABELS = {"deep,agents=12": "12 agents", "standard,first=8": "8 at once"}
SHOWN = {"0.5b": ["greedy", "quick", "standard", "deep,agents=12"],
         "1.5b": ["greedy", "quick", "standard", "standard,first=8"]}


def replay(name: str, half: str, ways: list[str], page: Path) -> str:
    command = [PROGRAM, "eval", "--replay", HERE / "recordings" / f"gsm8k-{name}.jsonl", "--draws", "8", "--costs",
               HERE / f"costs-{name}.jsonl", "--html", page]
    if half:
        command += ["--half", half]
    for way in ways:
        command += ["--policy", way]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def pictures(page: Path) -> list[str]:
    return re.findall(r"<svg.*?</svg>", page.read_text(), re.DOTALL)


def named(picture: str) -> str:
    for way, label in LABELS.items():
        picture = picture.replace(f">{way}<", f">{label}<")
    return picture


def keep(picture: str, page: Path, name: str) -> None:
    """With the page's colours, so that it stands alone."""
    style = re.search(r"<style>(.*?)</style>", page.read_text(), re.DOTALL)
    ground = '<rect width="640" height="380" fill="var(--ground)"/>'
    head, body = picture.split(">", 1)
    alone = f'{head} xmlns="http://www.w3.org/2000/svg"><style>{style.group(1) if style else ""}</style>{ground}{body}'
    (ROOT / "docs" / "images" / name).write_text(alone + "\n")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        for name in NAMES:
            print(replay(name, "odd", WAYS + MORE[name], page), flush=True)
            replay(name, "odd", SHOWN[name], page)
            keep(named(pictures(page)[0]), page, f"gain-{name}.svg")
            replay(name, "", ["greedy", "standard"], page)
            found = re.search(r"Isotonic regression.*?</p>", page.read_text(), re.DOTALL)
            print(found.group(0) if found else "no calibration", "\n")
            keep(pictures(page)[-1], page, f"agreement-{name}.svg")
        live = [PROGRAM, "eval", "--report", HERE / "results" / "live-0.5b.jsonl", "--html", page]
        print(subprocess.run(live, check=True, capture_output=True, text=True).stdout, flush=True)
        keep(pictures(page)[0], page, "live-0.5b.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
