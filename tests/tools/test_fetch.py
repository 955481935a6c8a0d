"""What tools/deps.py and tools/fetch_llama.py do with lists, archives and wrong sums; no network."""

import io
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support
import deps
import fetch_llama


class PackageLists(unittest.TestCase):
    def test_comments_and_empty_lines(self):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write("# A comment.\n\nclang-19\n  cmake  # with a reason\n")
            file.flush()
            self.assertEqual(deps.read_list(Path(file.name)), ["clang-19", "cmake"])

    def test_our_lists_name_no_package_twice(self):
        for path in support.ROOT.glob("tools/debian-packages*.txt"):
            packages = deps.read_list(path)
            self.assertEqual(sorted(set(packages)), sorted(packages))

    def test_missing_is_what_dpkg_does_not_show_as_installed(self):
        shown = mock.Mock(stdout="cmake ii \nclang-19 rc \n")
        with mock.patch("subprocess.run", return_value=shown):
            self.assertEqual(deps.missing_of(["cmake", "clang-19", "ccache"]), ["clang-19", "ccache"])

    def test_without_root_and_sudo_the_command_is_told(self):
        with mock.patch("os.geteuid", return_value=1000), mock.patch("shutil.which", return_value=None), \
                mock.patch("subprocess.run") as run, self.assertRaises(SystemExit):
            deps.install(["cmake"])
        run.assert_not_called()


class LlamaSource(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def archive(self) -> Path:
        path = self.root / "a.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            for name in (fetch_llama.INSIDE + "CMakeLists.txt", fetch_llama.INSIDE + "src/llama.cpp",
                         "llama_cpp_python-0.3.36/setup.py"):
                info = tarfile.TarInfo(name)
                info.size = 2
                tar.addfile(info, io.BytesIO(b"x\n"))
        return path

    def test_only_the_tree_is_unpacked_and_nothing_is_left_beside_it(self):
        target = self.root / "src" / "llama.cpp"
        fetch_llama.unpack(self.archive(), target)
        files = sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())
        self.assertEqual(files, ["CMakeLists.txt", "src/llama.cpp"])
        self.assertEqual([p.name for p in target.parent.iterdir()], ["llama.cpp"])

    def test_a_broken_archive_leaves_no_tree(self):
        broken = self.archive()
        broken.write_bytes(broken.read_bytes()[:60])
        target = self.root / "src" / "llama.cpp"
        with self.assertRaises((EOFError, tarfile.TarError)):
            fetch_llama.unpack(broken, target)
        self.assertEqual(list(target.parent.iterdir()), [])

    def test_a_wrong_sum_is_refused(self):
        def fake_pip(command, **_):
            Path(command[command.index("--dest") + 1], fetch_llama.ARCHIVE).write_bytes(b"not it")
            return mock.Mock(returncode=0)
        archive = self.root / "downloads" / fetch_llama.ARCHIVE
        with mock.patch("subprocess.run", fake_pip), self.assertRaises(SystemExit):
            fetch_llama.download(archive)
        self.assertEqual(list(archive.parent.iterdir()), [])

    def test_a_tree_of_ones_own_must_be_one(self):
        with mock.patch.dict("os.environ", {"PONDER_LLAMA_SOURCE": str(self.root)}):
            with self.assertRaises(SystemExit):
                fetch_llama.main()
            (self.root / "CMakeLists.txt").touch()
            fetch_llama.main()
            self.assertEqual(fetch_llama.source_dir(), self.root.resolve())


if __name__ == "__main__":
    unittest.main()
