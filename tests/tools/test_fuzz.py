"""The runner of the fuzz targets: what it runs, and what it says of a broken law."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401  (puts tools/ on the path)

import fuzz


def output_of(arguments: list[str], held: dict[str, bool]) -> tuple[int, str]:
    with mock.patch.object(fuzz, "run_one", lambda target, _: held[target]), \
            contextlib.redirect_stdout(io.StringIO()) as out:
        return fuzz.main(arguments), out.getvalue()


class Fuzz(unittest.TestCase):
    def test_each_target_is_built_and_has_a_corpus(self):
        cmake = (fuzz.SOURCES / "CMakeLists.txt").read_text()
        self.assertIn("messages", fuzz.all_targets())
        for target in fuzz.all_targets():
            self.assertIn(f"ponder_fuzz({target} ", cmake)
            self.assertTrue(list((fuzz.SOURCES / "corpus" / target).iterdir()), target)

    def test_what_is_found_is_kept_apart_from_the_corpus(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(fuzz, "FOLDER", Path(folder)):
            command = fuzz.command_of("messages", 7)
            self.assertEqual(command[0], f"{folder}/tests/fuzz/fuzz_messages")
            self.assertIn("-max_total_time=7", command)
            self.assertEqual(command[-2:], [f"{folder}/corpus/messages",
                                            str(fuzz.SOURCES / "corpus" / "messages")])
            self.assertTrue((Path(folder) / "corpus" / "messages").is_dir())

    def test_a_broken_law_is_a_failure(self):
        held = {"messages": True, "sse_frame": False}
        self.assertEqual(output_of(["messages", "sse_frame"], held), (1, "1 passed, 1 failed\n"))
        self.assertEqual(output_of(["messages"], held), (0, "1 passed, 0 failed\n"))

    def test_a_program_that_ends_with_an_error_broke_a_law(self):
        for program, held in (("true", True), ("false", False)):
            with mock.patch.object(fuzz, "command_of", lambda *_, p=program: [p]), \
                    contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                self.assertEqual(fuzz.run_one("messages", 1), held)

    def test_unknown_target(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            fuzz.main(["nonsense"])


if __name__ == "__main__":
    unittest.main()
