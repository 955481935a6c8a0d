"""The program from outside: starts it, speaks its turn API, ends it politely or not."""

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
PROGRAM = os.environ.get("PONDER_PROGRAM", str(ROOT / "build" / "ponder"))
READY = "Ponder is ready at "
WAIT_S = 30


@dataclass(frozen=True)
class Frame:
    """One event of a stream, with the id that a client would resume from."""

    id: int
    event: dict


class Ponder:
    """`ponder serve` on a free port; `model` is a scripted model's script or a model's file."""

    def __init__(self, model: Path, data: Path, log: Path, port: int = 0, arguments: tuple[str, ...] = (),
                 before_exec: Callable[[], None] | None = None) -> None:
        name = f"fake:{model}" if model.suffix == ".json" else str(model)
        self.command = [PROGRAM, "serve", "--model", name, "--port", str(port),
                        "--data", str(data), "--plain-titles", *arguments]
        self.data, self.log, self.before_exec = data, log, before_exec
        self.process: subprocess.Popen[str] | None = None
        self.url = ""

    def spawn(self) -> None:
        """Starts the program without waiting for anything."""
        # Settings of the machine must not reach the program.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PONDER_")}
        environment["HOME"] = str(self.log.parent)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=environment, restore_signals=False,
                                            preexec_fn=self.before_exec)

    def start(self) -> None:
        """Starts the program and waits until it says where it is."""
        self.spawn()
        readable, _, _ = select.select([self.process.stdout], [], [], WAIT_S)
        line = self.process.stdout.readline() if readable else ""
        assert line.startswith(READY), f"first line {line!r}; log: {self.said()}"
        self.url = line.removeprefix(READY).strip()

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """kill -9; also of a program that is not running."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def stop(self) -> int:
        """What a service manager does. The exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(WAIT_S)
        self.kill()
        return code

    def alive(self) -> bool:
        return self.process.poll() is None and self.get("/health").json() == {"status": "ok"}

    def get(self, path: str, **options: object) -> httpx.Response:
        return httpx.get(self.url + path, timeout=WAIT_S, **options)

    def post(self, path: str, **options: object) -> httpx.Response:
        return httpx.post(self.url + path, timeout=WAIT_S, **options)

    def patch(self, path: str, **options: object) -> httpx.Response:
        return httpx.patch(self.url + path, timeout=WAIT_S, **options)

    def delete(self, path: str, **options: object) -> httpx.Response:
        return httpx.delete(self.url + path, timeout=WAIT_S, **options)

    def start_turn(self, text: str, **fields: object) -> dict:
        answer = self.post("/api/turns", json={"input": text, **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def turn(self, turn: str) -> dict:
        answer = self.get(f"/api/turns/{turn}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def events(self, turn: str, after: int = 0, headers: dict[str, str] | None = None) -> Iterator[Frame]:
        """A turn's events as they come, to the end of the stream."""
        query = {"after": after} if after else {}
        with httpx.stream("GET", f"{self.url}/api/turns/{turn}/events", params=query, headers=headers,
                          timeout=WAIT_S) as answer:
            assert answer.status_code == 200, answer.read()
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield from frames(answer.iter_lines())

    def metric(self, line_start: str) -> float:
        for line in self.get("/metrics").text.splitlines():
            if line.startswith(line_start + " "):
                return float(line.rsplit(" ", 1)[1])
        return 0.0


def frames(lines: Iterator[str]) -> Iterator[Frame]:
    """The frames of a stream of lines; comments are left out."""
    seq = data = None
    for line in lines:
        if line.startswith("id:"):
            seq = int(line[3:])
        elif line.startswith("data:"):
            data = line[5:]
        elif not line and data is not None:
            yield Frame(seq, json.loads(data))
            seq = data = None


def text_of(events: list[dict], kind: str = "text") -> str:
    """What branch 0 wrote in parts of that kind."""
    parts = {e["part"] for e in events
             if e["type"] == "part_started" and e["branch"] == 0 and e["kind"] == kind}
    return "".join(e["text"] for e in events if e["type"] == "text_delta" and e["part"] in parts)


def until(what: str, condition: Callable[[], bool]) -> None:
    """Waits for a state that nothing announces."""
    end = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end, f"waited {WAIT_S} s for: {what}"
        time.sleep(0.02)
