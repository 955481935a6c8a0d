"""`ponder eval` from outside: what an interrupted run leaves, and that the next one goes on with it."""

import json
import os
import signal
import subprocess
from pathlib import Path

from ponder import PROGRAM, WAIT_S

PROBLEMS = [{"question": f"What is {n} and {n}?", "answer": str(2 * n)} for n in range(40)]
SCRIPT = {"default": "I count them one after another.\nAnswer: 4\n", "step_ms": 5}


def evaluate(folder: Path, *arguments: str) -> subprocess.Popen:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PONDER_")}
    environment["HOME"] = str(folder)
    return subprocess.Popen([PROGRAM, "eval", "--model", f"fake:{json.dumps(SCRIPT)}", "--data",
                             str(folder / "problems.jsonl"), *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=environment)


def prepare(folder: Path) -> None:
    (folder / "problems.jsonl").write_text("".join(json.dumps(problem) + "\n" for problem in PROBLEMS))


def wait_for_lines(path: Path, count: int, process: subprocess.Popen) -> None:
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert process.poll() is None, process.stderr.read()


def numbers_in(path: Path) -> list[int]:
    return [json.loads(line)["problem"] for line in path.read_text().splitlines()[1:]]


def test_interrupted_run_goes_on(tmp_path: Path) -> None:
    prepare(tmp_path)
    kept = tmp_path / "results.jsonl"
    arguments = ["--mode", "greedy", "--json", str(kept)]
    run = evaluate(tmp_path, *arguments)
    wait_for_lines(kept, 4, run)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=WAIT_S)
    assert run.returncode == 130
    assert "goes on from here" in errors
    before = numbers_in(kept)
    assert len(before) < len(PROBLEMS)

    out, errors = evaluate(tmp_path, *arguments).communicate(timeout=WAIT_S * 2)
    assert "2.5 %" in out, errors  # One of forty is right.
    assert numbers_in(kept) == list(range(len(PROBLEMS)))


def test_killed_recording_goes_on(tmp_path: Path) -> None:
    prepare(tmp_path)
    kept = tmp_path / "recording.jsonl"
    arguments = ["--record", str(kept), "--agents", "2", "--limit", "12"]
    run = evaluate(tmp_path, *arguments)
    wait_for_lines(kept, 3, run)
    run.kill()
    run.communicate()
    with kept.open("a") as out:
        out.write('{"problem": 11, "expe')  # What a write that was cut short leaves.

    run = evaluate(tmp_path, *arguments)
    _, errors = run.communicate(timeout=WAIT_S * 2)
    assert run.returncode == 0, errors
    assert sorted(numbers_in(kept)) == list(range(12))
    run = evaluate(tmp_path, "--replay", str(kept), "--policy", "greedy,quick,agents=2,first=2", "--html",
                   str(tmp_path / "page.html"))
    out, errors = run.communicate(timeout=WAIT_S)
    assert run.returncode == 0, errors
    assert "quick,agents=2,first=2" in out
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")
