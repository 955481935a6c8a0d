"""Where things are: the repository, the cache that survives clones, the environment of builds."""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("PONDER_CACHE") or Path.home() / ".cache" / "ponder").resolve()
DOWNLOADS = CACHE / "downloads"
MODELS = CACHE / "models"
BUILD = ROOT / "build"


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


def say(text: str) -> None:
    """One line for a person, in order with what child processes print."""
    print(f"ponder: {text}", file=sys.stderr, flush=True)


def stop(text: str) -> None:
    """Ends the program with a message that tells what to do."""
    say(text)
    raise SystemExit(1)
