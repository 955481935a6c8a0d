"""tools/web.py: a result is named by its sources, and old ones are forgotten."""

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401
import web


class Web(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.app, self.kept = self.root / "app", self.root / "kept"
        (self.app / "src").mkdir(parents=True)
        self.kept.mkdir()
        (self.app / "src" / "main.ts").write_text("1")
        for name, value in (("APP", self.app), ("KEPT", self.kept)):
            patch = mock.patch.object(web, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def digest(self) -> str:
        return web.digest(web.sources(), self.app)

    def test_the_name_follows_content_and_place(self):
        first = self.digest()
        self.assertEqual(first, self.digest())
        (self.app / "src" / "main.ts").write_text("2")
        second = self.digest()
        (self.app / "src" / "main.ts").rename(self.app / "src" / "other.ts")
        self.assertEqual(len({first, second, self.digest()}), 3)

    def test_packages_and_tests_are_no_sources(self):
        before = self.digest()
        for name in ("node_modules", "dist", "test"):
            (self.app / name).mkdir()
            (self.app / name / "x.js").write_text("x")
        self.assertEqual(before, self.digest())

    def test_a_result_that_is_there_is_not_built_again(self):
        folder = self.kept / f"dist-{self.digest()}"
        folder.mkdir()
        with mock.patch.object(web, "run", side_effect=AssertionError("built")):
            self.assertEqual(web.dist(), folder)

    def test_old_results_are_forgotten(self):
        for i in range(web.OLD_RESULTS + 3):
            folder = self.kept / f"dist-{i:02}"
            folder.mkdir()
            os.utime(folder, (i, i))
        newest = self.kept / "dist-00"
        web.forget_old(newest)
        left = sorted(path.name for path in self.kept.glob("dist-*"))
        self.assertEqual(len(left), web.OLD_RESULTS + 1)
        self.assertIn("dist-00", left)
        self.assertNotIn("dist-01", left)


if __name__ == "__main__":
    unittest.main()
