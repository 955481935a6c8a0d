"""What is kept in the cache, and for how long."""

import os
import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401
from places import KEPT_UNUSED_S, forget_old


class ForgetOld(unittest.TestCase):
    def test_only_those_of_the_same_name_that_nobody_used_for_long_go(self):
        with tempfile.TemporaryDirectory() as cache:
            kept, fresh, old, other, unfinished = (Path(cache, name) for name in (
                "agents-1", "agents-2", "agents-3", "pi-4", "agents-5"))
            for folder in (kept, fresh, old, other, unfinished):
                folder.mkdir()
            for folder in (kept, fresh, old, other):
                (folder / ".ready").touch()
            now = (kept / ".ready").stat().st_mtime
            for folder in (old, other):
                os.utime(folder / ".ready", (now, now - KEPT_UNUSED_S - 10))
            forget_old(kept)
            self.assertEqual(sorted(p.name for p in Path(cache).iterdir()),
                             ["agents-1", "agents-2", "agents-5", "pi-4"])

    def test_use_is_noted(self):
        with tempfile.TemporaryDirectory() as cache:
            kept = Path(cache, "agents-1")
            kept.mkdir()
            (kept / ".ready").touch()
            os.utime(kept / ".ready", (1, 1))
            forget_old(kept)
            self.assertGreater((kept / ".ready").stat().st_mtime, 1)


if __name__ == "__main__":
    unittest.main()
