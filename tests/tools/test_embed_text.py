"""Text files as C++ strings: every byte comes back."""

import re
import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401  (finds tools/)
import embed_text


class Strings(unittest.TestCase):
    def test_every_byte_is_kept(self) -> None:
        data = bytes(range(256)) * 3 + "\u063a\u0627\u0632 \"\\ ??/".encode()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "a.txt").write_bytes(data)
            (folder / "empty.txt").write_bytes(b"")
            text = embed_text.generate([folder / "empty.txt", folder / "a.txt"], "x/data.h", "x")
        self.assertTrue(text.isascii())
        first = text[text.index('"a.txt"'):text.index('"empty.txt"')]
        self.assertEqual(bytes(int(byte, 8) for byte in re.findall(r"\\(\d{3})", first)), data)
        self.assertIn(f", {len(data)});", first)
        self.assertIn('"", 0);', text)


if __name__ == "__main__":
    unittest.main()
