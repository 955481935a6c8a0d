"""tools/lint.py: a verdict is reused only while everything that it depends on is the same."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401
import lint

DEPS = """src/a.cpp.o: #deps 2, deps mtime 17 (VALID)
    ../src/a.cpp
    /usr/include/string.h

src/b.cpp.o: #deps 1, deps mtime 17 (STALE)
    ../src/b.cpp
"""


class Dependencies(unittest.TestCase):
    def test_reading(self):
        self.assertEqual(lint.dependencies(DEPS), {"src/a.cpp.o": ["../src/a.cpp", "/usr/include/string.h"],
                                                   "src/b.cpp.o": ["../src/b.cpp"]})


    def test_the_object_is_named_by_its_field_or_by_the_command(self):
        self.assertEqual(lint.output_of({"output": "a.o", "command": "clang -o b.o"}), "a.o")
        self.assertEqual(lint.output_of({"command": "clang -O2 -o x/b.cpp.o -c b.cpp"}), "x/b.cpp.o")
        self.assertEqual(lint.output_of({"command": "clang -c b.cpp"}), "")


class Key(unittest.TestCase):
    def key(self, text="int a;", flags="-O3", checks="c", place="here") -> str:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, place).resolve()
            (root / "build").mkdir(parents=True)
            (root / "a.cpp").write_text(text)
            entry = {"directory": str(root / "build"), "command": f"clang {flags} -I{root}/src"}
            lint.digest_of.cache_clear()
            with mock.patch.object(lint, "ROOT", root):
                return lint.key_of(entry, ["../a.cpp", "/usr/include/string.h"], checks)

    def test_everything_counts_but_where_the_clone_lies(self):
        self.assertEqual(self.key(), self.key(place="there"))
        for other in (self.key(text="int b;"), self.key(flags="-O2"), self.key(checks="d")):
            self.assertNotEqual(self.key(), other)


if __name__ == "__main__":
    unittest.main()
