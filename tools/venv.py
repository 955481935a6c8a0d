"""Makes a Python environment from a file of pinned requirements, once: it is kept in the cache, named
by what is in it.

Usage: venv.py REQUIREMENTS.txt   prints the environment's python
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from places import CACHE, forget_old, locked, say, stop


def ensure(requirements: Path) -> Path:
    """The python of an environment that holds exactly `requirements`."""
    wanted = f"{sys.version}\n{requirements.read_text()}"
    folder = CACHE / "venv" / f"{requirements.parent.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    python, ready = folder / "bin" / "python", folder / ".ready"
    with locked(Path(f"{folder}.lock")):
        if ready.exists():
            forget_old(folder)
            return python
        shutil.rmtree(folder, ignore_errors=True)
        say(f"making a Python environment for {requirements}")
        steps = [[sys.executable, "-m", "venv", str(folder)],
                 [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet",
                  "--requirement", str(requirements)]]
        for step in steps:
            if subprocess.run(step, stdout=sys.stderr).returncode != 0:
                stop(f"could not make the Python environment for {requirements}, see above. "
                     "Is the package index reachable?")
        forget_old(folder)
    return python


if __name__ == "__main__":
    if len(sys.argv) != 2:
        stop(__doc__.strip())
    print(ensure(Path(sys.argv[1]).resolve()))
