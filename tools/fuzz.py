"""Runs the fuzz targets, each for some seconds, from the corpus in tests/fuzz/corpus.

Usage: fuzz.py [TARGET...] [--seconds 20]   the targets must have been built: build.py fuzz fuzzers
"""

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from places import BUILD, ROOT, say, stop

SOURCES = ROOT / "tests" / "fuzz"
FOLDER = BUILD / "fuzz"
MEMORY_MB = 2048
INPUT_SECONDS = 10  # One input may take so long.


def all_targets() -> list[str]:
    return sorted(path.name.removesuffix("_fuzz.cpp") for path in SOURCES.glob("*_fuzz.cpp"))


def command_of(target: str, seconds: int) -> list[str]:
    """What libFuzzer finds goes into the first folder; the second is only read."""
    words = SOURCES / f"{target}.dict"
    kept, found = FOLDER / "corpus" / target, FOLDER / "found"
    for folder in (kept, found):
        folder.mkdir(parents=True, exist_ok=True)
    return [str(FOLDER / "tests" / "fuzz" / f"fuzz_{target}"), f"-max_total_time={seconds}",
            f"-timeout={INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MB}", "-print_final_stats=1",
            f"-dict={words if words.exists() else SOURCES / 'json.dict'}", f"-artifact_prefix={found}/{target}-",
            str(kept), str(SOURCES / "corpus" / target)]


def run_one(target: str, seconds: int) -> bool:
    """Whether all laws held; what the run said is shown where one did not."""
    environment = {**os.environ, "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1"}
    done = subprocess.run(command_of(target, seconds), env=environment, text=True,
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        print(done.stdout[-20_000:], flush=True)
        say(f"fuzz {target}: exit code {done.returncode}; the input is in {FOLDER / 'found'}")
        return False
    runs = [line.split()[-1] for line in done.stdout.splitlines() if "number_of_executed_units" in line]
    say(f"fuzz {target}: {runs[-1] if runs else '?'} inputs in {seconds} s, all laws held")
    return True


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args(arguments)
    targets = options.targets or all_targets()
    if unknown := [name for name in targets if not (SOURCES / f"{name}_fuzz.cpp").exists()]:
        stop(f"no fuzz target {unknown[0]!r}: one of {', '.join(all_targets())}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        held = list(pool.map(lambda target: run_one(target, options.seconds), targets))
    print(f"{sum(held)} passed, {len(held) - sum(held)} failed", flush=True)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
