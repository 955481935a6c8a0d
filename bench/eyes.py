"""A picture through a model that sees, beside llama-mtmd-cli: encoded, and its cells prefilled. Both get the
same random weights, so wide that computing takes nearly all of the time.
"""

import base64
import os
import random
import re
import struct
import subprocess
import tempfile
import time
import zlib
from pathlib import Path

from client import chat
from report import Row
from servers import Server, ponder

TIMES = 12       # As wide as the smallest pair of tests/support.
SIDE = 896       # Pixels of the picture: 1024 cells.
THREADS = str(os.cpu_count())
CELLS = "2048"   # Room for one picture, so that none of those before is in the cache: the peer begins empty too.
SAYS = re.compile(r"prompt eval time =\s+([\d.]+) ms")


def needed(file: Path, how: str) -> Path:
    if not file.exists():
        raise SystemExit(f"{file} is not there: {how}")
    return file


def picture(seed: int) -> bytes:
    """A PNG of stripes; another seed, other stripes."""
    row = b"\0" + random.Random(seed).randbytes(3 * SIDE)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(row * SIDE)) + chunk(b"IEND", b""))


def ours_s(server: Server, file: bytes) -> float:
    """From the request to the end of an answer of one token."""
    url = "data:image/png;base64," + base64.b64encode(file).decode()
    begin = time.monotonic()
    chat(server.port, "", 1, messages=[{"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "What?"}]}])
    return time.monotonic() - begin


def theirs_s(program: Path, pair: Path, file: bytes) -> float:
    """What it says that the picture and the words around it took until the first token; loading, warming up and
    decoding the file do not count."""
    shown = pair / "picture.png"
    shown.write_bytes(file)
    done = subprocess.run([program, "-m", pair / "tiny.gguf", "--mmproj", pair / "mmproj-tiny.gguf", "--image", shown,
                           "-p", "What?", "-n", "1", "--temp", "0", "-t", THREADS, "-c", "4096", "-lv", "4", "--jinja"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          text=True, errors="replace")
    taken = SAYS.search(done.stdout)
    if done.returncode != 0 or not taken:
        raise SystemExit(f"{program.name} told no times:\n" + "\n".join(done.stdout.splitlines()[-10:]))
    return float(taken[1]) / 1000


def image(program: Path, peers: Path, rounds: int) -> list[Row]:
    """Pictures a second, cold: no round's picture was seen before."""
    peer = needed(peers / "llama-mtmd-cli", "make peers")
    make_pair = needed(program.parent / "tests" / "random_pair", "python3 tools/build.py release random_pair")
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix="bench-image-") as folder:
        subprocess.run([make_pair, folder, str(TIMES)], check=True)
        pair = Path(folder)
        with ponder(program, str(pair / "tiny.gguf"), "--threads", THREADS, "--context", CELLS,
                    "--cells", CELLS) as server:
            ours_s(server, picture(0))
            for seed in range(1, rounds + 1):
                file = picture(seed)
                ours.append(1 / ours_s(server, file))
                theirs.append(1 / theirs_s(peer, pair, file))
    return [Row("image, beside llama-mtmd-cli", f"encode and prefill of {SIDE} x {SIDE} pixels", "1/s",
                ours, theirs, ">=0.97")]
