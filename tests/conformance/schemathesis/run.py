"""Schemathesis on our own /openapi.json: requests that follow the description, that break it, and
chains of them. No answer may be a 5xx, and each must be one that the description knows.

Usage: run.py [OPTIONS OF `st run`]     PONDER_PROGRAM names the program (default build/ponder)
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "e2e")]

import venv  # noqa: E402

CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance", "response_headers_conformance"]
ARGUMENTS = ["--phases", "examples,coverage,fuzzing,stateful", "--checks", ",".join(CHECKS),
             "--exclude-path", "/api/changes",  # A stream without an end.
             "--max-examples", "30", "--seed", "7", "--request-timeout", "30", "--no-color"]


def start(folder: Path) -> object:
    from ponder import FIXTURES, Ponder
    program = Ponder(FIXTURES / "fake" / "e2e.json", folder / "data", log=folder / "log.txt")
    program.start()
    return program


def main(arguments: list[str]) -> int:
    python = venv.ensure(Path(__file__).with_name("requirements.txt"))
    if Path(sys.prefix).resolve() != python.parent.parent.resolve():
        return subprocess.call([str(python), __file__, *arguments])
    with tempfile.TemporaryDirectory() as name:
        program = start(Path(name))
        try:
            code = subprocess.call([str(python.with_name("st")), "run", f"{program.url}/openapi.json",
                                    *ARGUMENTS, *arguments], cwd=name, env={**os.environ, "HOME": name})
            if not program.alive():
                print(f"the program does not serve any more; its log:\n{program.said()[-4000:]}")
                return 1
            return code
        finally:
            program.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
