"""Installs the npm packages of a lockfile into the cache, once, and links them into their folder.

Usage: npm.py FOLDER   prints the folder, which then has node_modules
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import node
from places import CACHE, forget_old, locked, say, stop

FILES = ("package.json", "package-lock.json")


def environment() -> dict[str, str]:
    """Variables for a child that is to find `node` and `npm`."""
    return {**os.environ, "PATH": f"{node.ensure()}{os.pathsep}{os.environ['PATH']}"}


def ensure(folder: Path) -> Path:
    """`folder`, with node_modules as its lockfile says."""
    wanted = "".join((folder / name).read_text() for name in FILES)
    cache = CACHE / "npm"
    kept = cache / f"{folder.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    with locked(cache / f"{folder.name}.lock"):
        if not (kept / ".ready").exists():
            install(folder, kept)
        forget_old(kept)
        link = folder / "node_modules"
        if not link.is_symlink() or link.readlink() != kept / "node_modules":
            shutil.rmtree(link) if link.is_dir() and not link.is_symlink() else link.unlink(missing_ok=True)
            link.symlink_to(kept / "node_modules")
    return folder


def install(folder: Path, kept: Path) -> None:
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for name in FILES:
        shutil.copy(folder / name, kept / name)
    say(f"installing the npm packages of {folder}")
    code = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"],
                          cwd=kept, env=environment(), stdout=sys.stderr).returncode
    if code != 0:
        stop(f"could not install the npm packages of {folder}, see above. Is the registry reachable?")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        stop(__doc__.strip())
    print(ensure(Path(sys.argv[1]).resolve()))
