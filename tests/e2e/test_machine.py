"""A machine that does not play along: ports, folders, disks. The program says what to do."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from law import check_whole
from ponder import WAIT_S, Ponder

TALK = {"step_ms": 2, "default": "word " * 12_000}
TALK_TOKENS = 50_000


def refusal(program: Ponder) -> str:
    """What a program says that must not start."""
    program.spawn()
    assert program.process.wait(WAIT_S) != 0
    assert program.process.stdout.read() == ""
    return program.said()


def test_a_port_in_use(make_ponder: object) -> None:
    first = make_ponder()
    said = refusal(make_ponder(data="other", port=first.port, start=False))
    assert str(first.port) in said
    assert "--port" in said
    assert first.alive()


def test_a_data_folder_that_cannot_be_made(make_ponder: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = refusal(make_ponder(data="file/data", start=False))
    assert "file/data" in said


def test_a_data_folder_in_use(make_ponder: object) -> None:
    first = make_ponder()
    said = refusal(make_ponder(start=False))
    assert str(first.data) in said
    assert first.alive()


def test_a_file_that_is_no_database(make_ponder: object, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ponder.db").write_text("x" * 10_000)
    said = refusal(make_ponder(start=False))
    assert "ponder.db" in said
    assert (tmp_path / "data" / "ponder.db").read_text() == "x" * 10_000


def test_a_script_that_is_not_there(make_ponder: object, tmp_path: Path) -> None:
    program = make_ponder(script={}, start=False)
    program.command[program.command.index("--model") + 1] = f"fake:{tmp_path}/nowhere.json"
    program.spawn()
    assert program.process.wait(WAIT_S) != 0
    assert "nowhere.json" in program.said()


def small_files() -> None:
    """The kernel lets the program write no file beyond 400 kB: the disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1 MB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
                             capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small disk: the limit on file sizes is tested instead")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def outlive_a_full_disk(ponder: Ponder, codes: set[str]) -> None:
    turn = ponder.start_turn("talk", max_tokens=TALK_TOKENS)["turn"]
    seen = list(ponder.events(turn))
    check_whole(seen)
    last = seen[-1].event
    assert last["type"] == "turn_failed", last
    assert last["error"]["code"] in codes
    assert last["error"]["message"]
    state = ponder.turn(turn)
    assert state["status"] == "failed"
    assert state["answer"].startswith("word word")
    # What needs no disk goes on.
    assert ponder.alive()
    answer = ponder.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "x"}],
                                                       "max_tokens": 10})
    assert answer.status_code == 200
    refused = ponder.post("/api/turns", json={"input": "talk"})
    assert refused.status_code in (201, 500, 507)
    if refused.status_code != 201:  # A small write may still fit.
        assert refused.json()["error"]["code"] in codes
    assert ponder.stop() == 0


def test_files_that_may_not_grow(make_ponder: object) -> None:
    ponder = make_ponder(script=TALK, before_exec=small_files)
    outlive_a_full_disk(ponder, {"no_space", "io"})
    ponder.before_exec = None
    ponder.start()
    [conversation] = ponder.get("/api/conversations").json()["conversations"][-1:]
    [turn] = ponder.get(f"/api/conversations/{conversation['id']}").json()["turns"]
    assert turn["status"] in ("failed", "interrupted")
    assert turn["answer"].startswith("word word")
    check_whole(list(ponder.events(turn["id"])))


def test_a_full_disk(make_ponder: object, small_disk: Path) -> None:
    ponder = make_ponder(script=TALK, data=os.path.relpath(small_disk / "data", small_disk.parent))
    outlive_a_full_disk(ponder, {"no_space"})
