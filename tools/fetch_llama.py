"""Fetches llama.cpp's pinned source into the cache, once: from the package index through pip, trusted
by its sum alone. PONDER_LLAMA_SOURCE=DIR uses another tree instead.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from places import CACHE, DOWNLOADS, say, stop

PACKAGE = "llama-cpp-python"
VERSION = "0.3.36"
ARCHIVE = f"llama_cpp_python-{VERSION}.tar.gz"
SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
INSIDE = f"llama_cpp_python-{VERSION}/vendor/llama.cpp/"

# pip asks an archive's build backend for metadata before it hands the archive over. This stand-in
# answers, so that neither the real backend nor anything it needs is downloaded and run.
STAND_IN = f'''
import os
def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    name = "llama_cpp_python-{VERSION}.dist-info"
    os.mkdir(os.path.join(metadata_directory, name))
    with open(os.path.join(metadata_directory, name, "METADATA"), "w") as out:
        out.write("Metadata-Version: 2.1\\nName: llama_cpp_python\\nVersion: {VERSION}\\n")
    return name
'''


def source_dir() -> Path:
    """Where the tree is, or will be."""
    given = os.environ.get("PONDER_LLAMA_SOURCE")
    return Path(given).resolve() if given else CACHE / "src" / f"llama.cpp-{SHA256[:12]}"


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(archive: Path) -> None:
    """Leaves the verified archive at `archive`, or ends the program."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix="llama.") as scratch:
        backend = Path(scratch, "backend", "scikit_build_core")
        backend.mkdir(parents=True)
        (backend / "__init__.py").touch()
        (backend / "build.py").write_text(STAND_IN)
        say(f"downloading llama.cpp's source ({PACKAGE} {VERSION}, 77 MB)")
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:",
             "--no-build-isolation", "--disable-pip-version-check", "--dest", scratch,
             f"{PACKAGE}=={VERSION}"],
            env={**os.environ, "PYTHONPATH": str(backend.parent)}, stdout=sys.stderr)
        fetched = Path(scratch, ARCHIVE)
        if done.returncode != 0 or not fetched.exists():
            stop("pip could not download llama.cpp's source, see above. Is the package index "
                 "reachable? A tree of your own works too: PONDER_LLAMA_SOURCE=DIR make build")
        if (got := sum_of(fetched)) != SHA256:
            stop(f"{ARCHIVE} has the sha256 {got}, but {SHA256} is pinned: not used.")
        fetched.replace(archive)


def unpack(archive: Path, target: Path) -> None:
    """Only llama.cpp's own tree; `target` appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix="llama."))
    try:
        with tarfile.open(archive) as tar:
            members = [m for m in tar.getmembers() if m.name.startswith(INSIDE)]
            for index, member in enumerate(members, 1):
                member.name = member.name.removeprefix(INSIDE)
                tar.extract(member, scratch)
                if sys.stderr.isatty() and index % 50 == 0:
                    print(f"\runpacking {index * 100 // len(members)} %", end="", file=sys.stderr)
        if sys.stderr.isatty():
            print("\r" + " " * 20 + "\r", end="", file=sys.stderr)
        if not target.exists():
            scratch.chmod(0o755)
            scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main() -> None:
    target = source_dir()
    if (target / "CMakeLists.txt").exists():
        return
    if "PONDER_LLAMA_SOURCE" in os.environ:
        stop(f"PONDER_LLAMA_SOURCE={target} holds no llama.cpp tree (no CMakeLists.txt).")
    archive = DOWNLOADS / ARCHIVE
    if not archive.exists() or sum_of(archive) != SHA256:
        download(archive)
    unpack(archive, target)
    say(f"llama.cpp's source is in {target}")


if __name__ == "__main__":
    main()
