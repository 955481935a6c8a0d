"""Sends generated files to the doors for pictures and PDF files of a running server: bombs, polyglots, cut
and changed files of every kind that is read. None may end the server, hold it up, or get an answer that is
no answer of the door.

Usage: python3 tests/fuzz/doors.py [--files 10000] [--seed 1] [--program build/ponder]
"""

import argparse
import base64
import collections
import json
import random
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "tests" / "fixtures" / "images"
ALLOWED = {200, 400, 404, 413}  # 404: the picture was fine, the conversation is none.
MEMORY_MB_MAX = 1024
SECONDS_MAX = 60.0


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(rng: random.Random) -> bytes:
    """A header of any size over data that unpacks to far more than there are bytes."""
    width, height = rng.choice([(1, 1), (16384, 16384), (7000, 7000), (65535, 65535), (2**31 - 1, 2),
                                (0, 5), (16384, 3000), (50, 50)])
    depth, colour = rng.choice([(8, 2), (16, 6), (1, 0), (8, 3), (3, 9)])
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, rng.choice([0, 1]))
    data = zlib.compress(bytes(rng.choice([10, 10_000, 3_000_000])), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def gif_bomb(rng: random.Random) -> bytes:
    width, height = rng.choice([(65535, 65535), (16384, 3000), (1, 65535), (300, 300)])
    frames = rng.choice([1, 2, 200])
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


def heic_bomb(rng: random.Random) -> bytes:
    def box(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", rng.choice([len(inside) + 8] * 9 + [0, 1, 2**31])) + kind + inside
    size = box(b"ispe", bytes(4) + struct.pack(">II", *rng.choice([(9999, 9999), (64, 64), (2**32 - 1, 1)])))
    deep = size
    for _ in range(rng.choice([0, 3, 2000])):
        deep = box(b"ipco", deep)[:200_000]
    meta = box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", size + deep)))
    return box(b"ftyp", b"heic" + bytes(8)) + meta + box(b"mdat", rng.randbytes(64))


def pdf(objects: list[bytes], root: bytes = b"1 0 R") -> bytes:
    out = b"%PDF-1.5\n"
    for i, one in enumerate(objects):
        out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, one)
    return out + b"trailer<</Root %s/Size %d>>\n%%%%EOF\n" % (root, len(objects) + 1)


def pdf_page(content: bytes, box: bytes = b"0 0 300 200", more: bytes = b"") -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, more), content])


def pdf_bomb(rng: random.Random) -> bytes:
    kind = rng.randrange(6)
    stream = b"<</Length %d>>stream\n%s\nendstream"
    if kind == 0:  # A page that is larger than any picture may be.
        return pdf_page(stream % (0, b""), b"0 0 %d %d" % (rng.choice([10**9, 14400]), rng.choice([1, 10**9])))
    if kind == 1:  # A stream that unpacks to a thousand times its size.
        packed = zlib.compress(b"0 0 m 9 9 l S " * rng.choice([10, 100_000]), 9)
        return pdf_page(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
    if kind == 2:  # Pages that are each other's parents.
        return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 99999999>>",
                    b"<</Type/Pages/Kids[2 0 R]/Count 5>>"])
    if kind == 3:  # An image that says it is enormous.
        image = b"<</Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Length 1>>"
        page = pdf_page(stream % (30, b"q 300 0 0 200 0 0 cm /I Do Q  "), more=b"/Resources<</XObject<</I 5 0 R>>>>")
        return page.replace(b"trailer", b"5 0 obj\n" + image + b"stream\nx\nendstream\nendobj\ntrailer")
    if kind == 4:  # Forms that draw each other.
        forms = b"".join(b"%d 0 obj\n<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 13>>"
                         b"stream\n/F Do /F Do  \nendstream\nendobj\n" % (5 + i, 5 + (i + 1) % 12) for i in range(12))
        page = pdf_page(stream % (6, b"/F Do "), more=b"/Resources<</XObject<</F 5 0 R>>>>")
        return page.replace(b"trailer", forms + b"trailer")
    return pdf([b"<</Type/Catalog/Pages 1 0 R>>"], rng.choice([b"9 0 R", b"1 0 R", b"null"]))


class Generator:
    """The files of one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        whole = [f.read_bytes() for f in sorted(IMAGES.iterdir()) if f.suffix not in (".py", "") and f.is_file()]
        self.pictures = [one for one in whole if len(one) < 100_000]
        self.pdfs = [pdf_page(b"<</Length 44>>stream\nBT /F1 24 Tf 40 100 Td (Hello) Tj ET       \nendstream"),
                     pdf_page(b"<</Length 20>>stream\n0 0 300 200 re f    \nendstream")]

    def changed(self, file: bytes) -> bytes:
        data = bytearray(file)
        for _ in range(self.rng.choice([1, 3, 20])):
            at = self.rng.randrange(len(data))
            data[at:at + self.rng.choice([1, 1, 4])] = self.rng.choice(
                [b"\xff", b"\x00", self.rng.randbytes(1), b"\x7f\xff\xff\xff", data[:self.rng.randrange(20)]])
        return bytes(data)

    def cut(self, file: bytes) -> bytes:
        return file[:self.rng.randrange(len(file))]

    def polyglot(self) -> bytes:
        first, second = self.rng.choice(self.pictures + self.pdfs), self.rng.choice(self.pictures + self.pdfs)
        at = self.rng.choice([len(first), 16, self.rng.randrange(len(first))])
        return first[:at] + self.rng.choice([second, b"PK\x03\x04", b"<script>", b"MZ"]) + first[at:]

    def make(self) -> tuple[str, str, bytes]:
        """The door, the kind, the file."""
        kind = self.rng.choices(["changed", "cut", "polyglot", "bomb", "noise"], [40, 25, 15, 15, 5])[0]
        for_pdf = self.rng.random() < 0.2
        whole = self.rng.choice(self.pdfs if for_pdf else self.pictures)
        if kind == "changed":
            file = self.changed(whole)
        elif kind == "cut":
            file = self.cut(whole)
        elif kind == "polyglot":
            file = self.polyglot()
        elif kind == "bomb":
            file = pdf_bomb(self.rng) if for_pdf else self.rng.choice([png_bomb, gif_bomb, heic_bomb])(self.rng)
        else:
            file = self.rng.choice([b"", b"%PDF-", b"\xff\xd8\xff"]) + self.rng.randbytes(self.rng.randrange(2000))
        return ("pdf" if for_pdf else "picture"), kind, file


class Server:
    def __init__(self, program: str, folder: str) -> None:
        script = Path(folder) / "script.json"
        script.write_text("{}")
        self.process = subprocess.Popen(
            [program, "serve", "--model", f"fake:{script}", "--port", "0", "--data", folder + "/data"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().removeprefix("Ponder is ready at ").strip()

    def send(self, path: str, body: bytes) -> tuple[int, bytes]:
        request = urllib.request.Request(self.url + path, data=body, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def try_file(self, door: str, file: bytes) -> tuple[int, bytes]:
        if door == "pdf":
            return self.send("/api/pdf?count=2", file)
        # Decoded and made ready to be kept; then the conversation is found to be none.
        url = "data:image/png;base64," + base64.b64encode(file).decode()
        return self.send("/api/turns", json.dumps({"input": "x", "conversation": "none",
                                                   "images": [{"url": url}]}).encode())

    def memory_mb(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    def children(self) -> str:
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return " ".join((thread / "children").read_text() for thread in threads).strip()


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--files", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--program", default=str(ROOT / "build" / "ponder"))
    chosen = options.parse_args()
    generator = Generator(chosen.seed)
    counts: collections.Counter[tuple[str, str, int]] = collections.Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(chosen.program, folder)
        try:
            for number in range(chosen.files):
                door, kind, file = generator.make()
                began = time.monotonic()
                status, answer = server.try_file(door, file)
                slowest = max(slowest, time.monotonic() - began)
                counts[door, kind, status] += 1
                fine = status in ALLOWED and (status == 200 or json.loads(answer)["error"]["message"])
                if not fine or server.process.poll() is not None:
                    Path("found").write_bytes(file)
                    print(f"file {number} ({door}, {kind}): status {status}, {answer[:300]!r}; it is in ./found")
                    return 1
            peak, left = server.memory_mb(), server.children()
        finally:
            server.process.terminate()
            code = server.process.wait(30)
    for (door, kind, status), count in sorted(counts.items()):
        print(f"{door:8} {kind:9} {status}  {count:6}")
    print(f"{chosen.files} files, seed {chosen.seed}: slowest {slowest:.1f} s, peak {peak} MB, "
          f"exit code {code}, children left: {left or 'none'}")
    return 0 if peak <= MEMORY_MB_MAX and code == 0 and not left else 1


if __name__ == "__main__":
    sys.exit(main())
