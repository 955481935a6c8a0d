"""What a measurement found: JSON lines for machines, a table and a chart for people."""

import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Row:
    """One figure. `goal` is a bound on the ratio ours / peer, or on our value where there is no peer."""
    case: str
    metric: str
    unit: str
    ours: list[float]
    peer: list[float] = field(default_factory=list)
    goal: str = ""  # ">=0.97" or "<=0.25"; empty: reported only.

    @property
    def value(self) -> float:
        return statistics.median(self.ours)

    @property
    def peer_value(self) -> float | None:
        return statistics.median(self.peer) if self.peer else None

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' own ratios where they pair up: drift of the machine cancels."""
        if not self.peer:
            return None
        if len(self.ours) == len(self.peer):
            return statistics.median(a / b for a, b in zip(self.ours, self.peer))
        return self.value / statistics.median(self.peer)

    @property
    def met(self) -> bool | None:
        if not self.goal:
            return None
        judged = self.value if self.ratio is None else self.ratio
        bound = float(self.goal[2:])
        return judged >= bound if self.goal.startswith(">=") else judged <= bound


def machine() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return f"{line.split(':')[1].strip()}, {os.cpu_count()} cores"
    return f"{platform.machine()}, {os.cpu_count()} cores"


def commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def json_lines(rows: list[Row], about: dict) -> str:
    return "".join(json.dumps({**about, **asdict(row), "value": row.value, "peer_value": row.peer_value,
                               "ratio": row.ratio, "met": row.met}) + "\n" for row in rows)


def short(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def table(rows: list[Row]) -> str:
    """Markdown."""
    lines = ["| case | figure | ponder | llama-server | ratio | goal | met |",
             "| --- | --- | --: | --: | --: | --- | --- |"]
    for row in rows:
        met = {None: "", True: "yes", False: "NO"}[row.met]
        lines.append(f"| {row.case} | {row.metric}, {row.unit} | {short(row.value)} | {short(row.peer_value)} "
                     f"| {short(row.ratio)} | {row.goal} | {met} |")
    return "\n".join(lines)


def row_of(line: dict) -> Row:
    """A row read back from its JSON line."""
    return Row(**{name: line[name] for name in ("case", "metric", "unit", "ours", "peer", "goal")})


def page(rows: list[Row], lines: list[dict]) -> str:
    """docs/figures.md: the table, and how each figure was got."""
    commits = sorted({line["commit"] for line in lines})
    return (f"""# Figures

Measured by `make bench` (what each case does: `bench/README.md`) on {lines[0]["machine"]}, with the model
`{lines[0]["model"]}`, at {", ".join(f"`{name}`" for name in commits)}. Both programs are built from one source tree
with one compiler; both run at once and are asked in turn; a ratio is the median of the rounds' ratios.
The machine is a shared virtual one: absolute rates are its own, and only ratios carry over.

![Ratios against llama-server](images/figures.svg)

""" + table(rows) + "\n")


def chart(rows: list[Row], title: str) -> str:
    """An SVG of the ratios: one bar a figure, the peer's level as a line, the goal as a mark."""
    shown = [row for row in rows if row.ratio is not None]
    scale_max = max([1.2, *(row.ratio for row in shown)]) * 1.05 if shown else 1.2
    left, width, step = 370, 440, 30
    height = 70 + step * len(shown)

    def x(value: float) -> float:
        return left + width * value / scale_max

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 90}" height="{height}" '
             'font-family="sans-serif" font-size="13">', '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="12" y="24" font-size="15">{title}</text>']
    for index, row in enumerate(shown):
        y = 46 + step * index
        colour = {None: "#6b7fa3", True: "#2f8f5b", False: "#c0553a"}[row.met]
        parts += [f'<text x="12" y="{y + 13}">{row.case}: {row.metric}</text>',
                  f'<rect x="{left}" y="{y}" width="{x(row.ratio) - left:.1f}" height="18" fill="{colour}"/>',
                  f'<text x="{x(row.ratio) + 6:.1f}" y="{y + 13}">{short(row.ratio)}</text>']
        if row.goal:
            at = x(float(row.goal[2:]))
            parts.append(f'<path d="M{at:.1f} {y - 4}v26" stroke="#222" stroke-width="2"/>')
    parts.append(f'<path d="M{x(1):.1f} 38V{height - 20}" stroke="#999" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{x(1):.1f}" y="{height - 6}" text-anchor="middle" fill="#666">llama-server = 1'
                 "</text></svg>")
    return "\n".join(parts)
