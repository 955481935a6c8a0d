"""Builds the web app once for each state of its sources. Results are kept in the cache, named by what
is in them, so that other clones and later builds find them.

Usage: web.py                  prints the folder of the built app
       web.py --embed OUT.cpp  makes a C++ table of it (tools/embed.py) for the program
       web.py --modules        only installs the app's packages, and prints its folder
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import embed
import npm
from places import CACHE, ROOT, locked, say, stop

APP = ROOT / "web" / "app"
KEPT = CACHE / "web"
OLD_RESULTS = 8  # Results that are kept beside the newest.
NOT_SOURCES = {"node_modules", "dist", "test"}


def digest(paths: list[Path], base: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        data = path.read_bytes()
        total.update(f"{path.relative_to(base).as_posix()} {len(data)}\n".encode())
        total.update(data)
    return total.hexdigest()[:16]


def sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(APP):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        found += [Path(folder, name) for name in names]
    return [path for path in found if path.is_file() and not path.is_symlink()]


def run(arguments: list[str], folder: Path) -> None:
    if subprocess.run(arguments, cwd=folder, env=npm.environment(), stdout=sys.stderr).returncode != 0:
        stop(f"`{' '.join(arguments)}` failed in {folder}, see above")


def modules() -> Path:
    """The app's folder, with its packages (tools/npm.py)."""
    return npm.ensure(APP)


def forget_old(newest: Path) -> None:
    """Removes what was built long ago."""
    results = [path for path in KEPT.glob("dist-*") if path.is_dir() and path != newest]
    results.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in results[OLD_RESULTS:]:
        shutil.rmtree(path, ignore_errors=True)


def dist() -> Path:
    """The folder of the built app."""
    name = f"dist-{digest(sources(), APP)}"
    folder = KEPT / name
    with locked(KEPT / "dist.lock"):
        if folder.exists():
            folder.touch()
            return folder
        modules()
        say("building the web app")
        scratch = KEPT / f"{name}.{os.getpid()}"
        run(["node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--emptyOutDir",
             "--outDir", str(scratch)], APP)
        scratch.rename(folder)
        forget_old(folder)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description="builds the web app")
    parser.add_argument("--embed", type=Path)
    parser.add_argument("--modules", action="store_true")
    given = parser.parse_args()
    if given.modules:
        print(modules())
    elif given.embed:
        given.embed.parent.mkdir(parents=True, exist_ok=True)
        given.embed.write_text(embed.generate("assets", dist()))
    else:
        print(dist())


if __name__ == "__main__":
    main()
