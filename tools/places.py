"""Where things are: the repository, the cache that survives clones, the environment of builds."""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("PONDER_CACHE") or Path.home() / ".cache" / "ponder").resolve()
DOWNLOADS = CACHE / "downloads"
MODELS = CACHE / "models"
BUILD = ROOT / "build"
KEPT_UNUSED_S = 14 * 24 * 3600


def cpu_name() -> str:
    """A short name of what -march=native means here: objects for another CPU must not be reused."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = list(os.uname())
    kept = sorted({line for line in lines if line.split("\t")[0] in ("flags", "Features", "model name")})
    return hashlib.sha256("\n".join(kept or lines).encode()).hexdigest()[:12]


def build_environment() -> dict[str, str]:
    """os.environ for compilers: objects come from the cache, also in a clone at another path."""
    env = dict(os.environ)
    env.setdefault("CCACHE_DIR", str(CACHE / "ccache"))
    env.setdefault("CCACHE_MAXSIZE", "5G")
    env["CCACHE_BASEDIR"] = str(ROOT)
    env["CCACHE_NOHASHDIR"] = "1"
    env["CCACHE_NAMESPACE"] = cpu_name()
    return env


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One process at a time holds `file`, whichever clone it works for."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def forget_old(kept: Path) -> None:
    """Notes that the folder CACHE/KIND/NAME-SUM is used, and removes those of its name that nobody
    has used for two weeks: made from other versions of the same file."""
    mark = kept / ".ready"
    mark.touch()
    for other in kept.parent.glob(f"{kept.name.rpartition('-')[0]}-*"):
        ready = other / ".ready"
        if other != kept and ready.exists() and mark.stat().st_mtime - ready.stat().st_mtime > KEPT_UNUSED_S:
            shutil.rmtree(other, ignore_errors=True)


def say(text: str) -> None:
    """One line for a person, in order with what child processes print."""
    print(f"ponder: {text}", file=sys.stderr, flush=True)


def stop(text: str) -> None:
    """Ends the program with a message that tells what to do."""
    say(text)
    raise SystemExit(1)
