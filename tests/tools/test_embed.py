"""tools/embed.py: what it generates compiles against the contract and holds the files."""

import gzip
import re
import shutil
import subprocess
import tempfile
import unittest
from ast import literal_eval
from pathlib import Path

import support  # noqa: F401
import embed

ASSETS_H = """#pragma once
#include <cstddef>
#include <string_view>
namespace ponder::server {
struct Asset { std::string_view path, content_type, etag, gzip; };
const Asset* assets_begin();
std::size_t assets_count();
}
"""


class Embed(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        (self.root / "app").mkdir()
        (self.root / "index.html").write_text("<p>Hello")
        (self.root / "app" / "main.js").write_text("let a = 1;")

    def tearDown(self):
        self.folder.cleanup()

    def test_rows_are_sorted_and_complete(self):
        text = embed.generate("assets", self.root)
        rows = re.findall(r'Asset\{"([^"]+)", "([^"]+)", "\\"([0-9a-f]{16})\\""', text)
        self.assertEqual([r[0] for r in rows], ["/app/main.js", "/index.html"])
        self.assertEqual(rows[1][1], "text/html; charset=utf-8")

    def test_data_unpacks_to_the_file(self):
        text = embed.generate("assets", self.root)
        arrays = re.findall(r"kData\d+\{\n(.*?),\n    (\d+)\}", text, re.S)
        data = [b"".join(literal_eval(f"b{line.strip()}") for line in lines.split("\n")) for lines, _ in arrays]
        self.assertEqual([len(d) for d in data], [int(size) for _, size in arrays])
        self.assertEqual([gzip.decompress(d) for d in data], [b"let a = 1;", b"<p>Hello"])

    def test_equal_input_gives_equal_output(self):
        self.assertEqual(embed.generate("assets", self.root), embed.generate("assets", self.root))

    def test_unknown_type_says_what_to_do(self):
        (self.root / "a.xyz").write_text("?")
        with self.assertRaisesRegex(SystemExit, "add it to CONTENT_TYPES"):
            embed.generate("assets", self.root)

    @unittest.skipUnless(shutil.which("clang++-19"), "needs the compiler (make deps)")
    def test_it_compiles(self):
        headers = self.root.parent / f"{self.root.name}-headers"
        self.addCleanup(shutil.rmtree, headers)
        (headers / "server").mkdir(parents=True)
        (headers / "server" / "assets.h").write_text(ASSETS_H)
        source = headers / "out.cpp"
        source.write_text(embed.generate("assets", self.root))
        done = subprocess.run(["clang++-19", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                               "-I", str(headers), str(source)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
