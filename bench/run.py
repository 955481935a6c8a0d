"""Measures Ponder, beside llama-server from the same source tree: `make bench ARGS="decode fork"`.

Writes build/bench/results.jsonl and build/bench/ratios.svg and prints a table. Wants a quiet machine.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import report
from cases import SLOTS, WITH_MODEL, Bench
from client import chat
from eyes import image
from light import WITHOUT_MODEL
from prompts import Maker
from resend import resend
from servers import llama_server, ponder

ALONE = {"resend": resend}  # With a model, and no other server.
SEEING = {"image": image}   # With random weights, beside llama-mtmd-cli.
ROOT = report.ROOT
CACHE = Path(os.environ.get("PONDER_CACHE") or Path.home() / ".cache" / "ponder")
MODEL = "qwen2.5-coder-0.5b"


def model_file(name: str) -> str:
    """A path as it is, or a pulled model's file."""
    if name.endswith(".gguf"):
        return str(Path(name).resolve())
    found = sorted((CACHE / "models").glob(f"**/{name}*.gguf"))
    if not found:
        raise SystemExit(f"no {name} in {CACHE / 'models'}: `build/ponder pull {name}`")
    return str(found[0])


def with_model(given: argparse.Namespace, names: list[str]) -> list[report.Row]:
    rows = []
    for slots in sorted({SLOTS[name] for name in names}):
        rows += with_slots(given, slots, [name for name in names if SLOTS[name] == slots])
    return rows


def with_slots(given: argparse.Namespace, slots: int, names: list[str]) -> list[report.Row]:
    path = model_file(given.model)
    rows = []
    with ponder(given.ponder, path) as ours, llama_server(given.peer, path, slots) as peer:
        for server in (ours, peer):
            chat(server.port, "Say hello.", 4)
        bench = Bench(str(given.ponder), path, ours, peer, Maker(peer.port, given.seed), given.rounds)
        for name in names:
            begin = time.monotonic()
            rows += WITH_MODEL[name](bench)
            print(f"bench: {name} took {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    return rows


def newest(results: Path) -> tuple[list[report.Row], list[dict]]:
    """The rows of each case's last run, in the order of the cases, and what each was measured with."""
    all_lines = [json.loads(line) for line in results.read_text().splitlines()]
    last = {line["case"]: line["unix_s"] for line in all_lines}
    order = [row.replace("-", " ") for row in (*WITH_MODEL, *SEEING, *WITHOUT_MODEL, *ALONE)]
    lines = sorted((line for line in all_lines if line["unix_s"] == last[line["case"]]),
                   key=lambda line: order.index(line["case"].split(",")[0]))
    return [report.row_of(line) for line in lines], lines


def publish(results: Path) -> None:
    """docs/figures.md and docs/images/figures.svg from what was measured last."""
    rows, lines = newest(results)
    (ROOT / "docs" / "figures.md").write_text(report.page(rows, lines))
    (ROOT / "docs" / "images" / "figures.svg").write_text(
        report.chart(rows, f"Ponder / llama-server, {lines[0]['model']}, {lines[0]['machine']}"))


def main() -> int:
    everything = [*WITHOUT_MODEL, *ALONE, *SEEING, *WITH_MODEL]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cases", nargs="*", help=f"any of {', '.join(everything)}; all when none is given")
    parser.add_argument("--model", default=MODEL, help="a pulled model or a .gguf file")
    parser.add_argument("--rounds", type=int, default=5, help="long cases take a third of them")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the prompts")
    parser.add_argument("--ponder", type=Path, default=ROOT / "build" / "ponder")
    parser.add_argument("--peer", type=Path, default=ROOT / "build" / "peers" / "bin" / "llama-server")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--publish", action="store_true",
                        help="measure nothing: write the last results to docs/figures.md")
    given = parser.parse_args()
    if given.publish:
        publish(given.out / "results.jsonl")
        return 0
    if unknown := set(given.cases) - set(everything):
        parser.error(f"no case {', '.join(sorted(unknown))}: one of {', '.join(everything)}")
    names = [name for name in everything if not given.cases or name in given.cases]

    rows = [row for name in names if name in WITHOUT_MODEL
            for row in WITHOUT_MODEL[name](given.ponder, given.rounds)]
    rows += [row for name in names if name in ALONE
             for row in ALONE[name](given.ponder, model_file(given.model))]
    rows += [row for name in names if name in SEEING
             for row in SEEING[name](given.ponder, given.peer.parent, given.rounds)]
    heavy = [name for name in names if name in WITH_MODEL]
    if heavy:
        rows += with_model(given, heavy)

    about = {"commit": report.commit(), "machine": report.machine(), "model": Path(given.model).name,
             "seed": given.seed, "unix_s": int(time.time())}
    given.out.mkdir(parents=True, exist_ok=True)
    with (given.out / "results.jsonl").open("a") as out:
        out.write(report.json_lines(rows, about))
    title = f"Ponder / llama-server, {about['model']}, {about['machine']}"
    (given.out / "ratios.svg").write_text(report.chart(rows, title))
    print(report.table(rows))
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
