"""Runs the portable part of llama.cpp's server tests, where its source lies, against Ponder."""

import os
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import fetch_llama  # noqa: E402

FILES = ("compat_anthropic", "compat_oai_responses", "embedding", "tokenize", "security", "template", "stream")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main() -> int:
    fetch_llama.main()
    suite = fetch_llama.source_dir() / "tools" / "server" / "tests"
    subprocess.run([os.environ["PONDER_PROGRAM"], "pull", "all-minilm-l6-v2"], check=True, stdout=sys.stderr)
    results = Path(os.environ["SCRATCH"]) / "results.jsonl"
    results.touch()
    variables = os.environ | {
        "LLAMA_SERVER_BIN_PATH": str(HERE / "shim.py"), "PORT": str(free_port()), "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1", "PONDER_RESULTS": str(results)}
    words = [sys.executable, "-m", "pytest", "-q", "-p", "ponder_plugin",
             "-p", "no:cacheprovider", "--rootdir", str(suite), *[f"unit/test_{name}.py" for name in FILES]]
    with (Path(os.environ["SCRATCH"]) / "pytest.txt").open("w") as log:
        code = subprocess.run(words, cwd=suite, env=variables, stdout=log, stderr=log).returncode
    print(results.read_text(), flush=True)
    if code not in (0, 1):
        print((Path(os.environ["SCRATCH"]) / "pytest.txt").read_text()[-3000:], file=sys.stderr)
        return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
