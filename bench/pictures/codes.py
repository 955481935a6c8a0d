"""What is read from pictures that this folder makes (render.py): the share of pictures in whose reading the
error code (of a type plate: the model) stands as a word, the character error rate, and the time that a picture
takes. 0 and O are the same, as they are on a display; so are a times sign and an x. A worksheet has no code.

Usage: python3 bench/pictures/codes.py [--count 100] [--first 0] [--only print] [--program build/ponder] [--show]
"""

import argparse
import io
import itertools
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from render import Picture, picture

ROOT = Path(__file__).resolve().parents[2]
GOALS = {("print", False): 0.98, ("print", True): 0.80, ("segments", False): 0.98, ("segments", True): 0.80}
KINDS = ["print", "segments", "plate", "worksheet"]


def distance(a: str, b: str) -> int:
    """Letters to change, add or take away."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def same(text: str) -> str:
    return text.upper().replace("O", "0").replace("\u00d7", "X")


def one_line(text: str) -> str:
    return " ".join(text.split())


def reading_of(url: str, seed: int, kind: str, hard: bool) -> tuple[str, Picture, float]:
    made = picture(seed, kind, hard)
    file = io.BytesIO()
    made.image.save(file, "JPEG", quality=90)
    request = urllib.request.Request(url + "/api/images", data=file.getvalue(), method="POST")
    begin = time.monotonic()
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)["text"], made, time.monotonic() - begin


def measure(url: str, kind: str, hard: bool, seeds: range, show: bool) -> tuple[float, float, float]:
    """The shares of codes that were read and of letters that were not, and the median of seconds."""
    right = wrong_letters = letters = 0
    seconds = []
    for seed in seeds:
        text, made, took_s = reading_of(url, seed, kind, hard)
        seconds.append(took_s)
        found = same(made.code) in re.split(r"[^A-Z0-9]+", same(text))
        right += found
        letters += len(one_line(made.words))
        wrong_letters += min(distance(same(one_line(text)), same(one_line(made.words))), len(one_line(made.words)))
        if show and (not found or not made.code):
            print(f"  {kind} {seed}: {one_line(made.words)!r} read as {one_line(text)!r} ({made.done})")
    return right / len(seeds), wrong_letters / letters, statistics.median(seconds)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--only", choices=KINDS, help="one kind of picture")
    options.add_argument("--program", default=str(ROOT / "build" / "ponder"))
    options.add_argument("--show", action="store_true", help="name what was not read, and all worksheets")
    chosen = options.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([chosen.program, "serve", "--model", "fake:{}", "--port", "0", "--data", folder],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            url = server.stdout.readline().removeprefix("Ponder is ready at ").strip()
            print("pictures            codes read   goal   character errors   a picture")
            for kind, hard in itertools.product(KINDS, (False, True)):
                if chosen.only not in (None, kind):
                    continue
                seeds = range(chosen.first, chosen.first + chosen.count)
                share, errors, seconds = measure(url, kind, hard, seeds, chosen.show)
                goal = GOALS.get((kind, hard))
                missed += goal is not None and share < goal
                read = "-" if kind == "worksheet" else f"{100 * share:.0f} %"
                print(f"{kind:9} {'hard' if hard else 'clean':6} {read:>13} {f'{100 * goal:.0f} %' if goal else '-':>6} "
                      f"{100 * errors:14.1f} % {seconds:9.2f} s", flush=True)
        finally:
            server.terminate()
            server.wait(30)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
