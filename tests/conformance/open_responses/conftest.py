"""A server to ask, and a client that checks all it hears against the schema."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "e2e"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from ponder import FIXTURES, WAIT_S, Ponder  # noqa: E402
from schema import check, check_event  # noqa: E402


@dataclass
class Streamed:
    """What a stream said, in order."""

    events: list[dict] = field(default_factory=list)
    done: bool = False

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def of(self, kind: str) -> list[dict]:
        return [event for event in self.events if event["type"] == kind]

    @property
    def response(self) -> dict:
        return self.events[-1]["response"]


class Client:
    def __init__(self, base: str, model: str) -> None:
        self.base, self.model = base, model

    def url(self, path: str = "") -> str:
        return f"{self.base}/v1/responses{path}"

    def raw(self, method: str, path: str = "", **options: object) -> httpx.Response:
        return httpx.request(method, self.url(path), timeout=WAIT_S, **options)

    def create(self, **body: object) -> dict:
        answer = self.raw("POST", json={"model": self.model, **body})
        assert answer.status_code == 200, answer.text
        check("ResponseResource", answer.json())
        return answer.json()

    def get(self, response: str) -> dict:
        answer = self.raw("GET", f"/{response}")
        assert answer.status_code == 200, answer.text
        check("ResponseResource", answer.json())
        return answer.json()

    def refused(self, status: int, **body: object) -> dict:
        answer = self.raw("POST", json={"model": self.model, **body})
        assert answer.status_code == status, answer.text
        check("ErrorPayload", answer.json()["error"])
        return answer.json()["error"]

    def stream(self, **body: object) -> Streamed:
        with httpx.stream("POST", self.url(), json={"model": self.model, "stream": True, **body},
                          timeout=WAIT_S) as answer:
            return self.read(answer)

    def stream_again(self, response: str, after: int | None = None) -> Streamed:
        query = {"stream": "true"} | ({} if after is None else {"starting_after": str(after)})
        with httpx.stream("GET", self.url(f"/{response}"), params=query, timeout=WAIT_S) as answer:
            return self.read(answer, 0 if after is None else after + 1)

    @staticmethod
    def read(answer: httpx.Response, first: int = 0) -> Streamed:
        """Checks each event as it comes: its schema, its name on the line before, its number."""
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        said, name = Streamed(), None
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line == "data: [DONE]":
                said.done = True
            elif line.startswith("data: "):
                event = json.loads(line.removeprefix("data: "))
                check_event(event)
                assert event["type"] == name
                assert event["sequence_number"] == first + len(said.events)
                said.events.append(event)
        return said


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    if url := os.environ.get("PONDER_URL"):
        yield url, os.environ.get("PONDER_MODEL", "")
        return
    folder = tmp_path_factory.mktemp("open_responses")
    program = Ponder(FIXTURES / "fake" / "e2e.json", folder / "data", log=folder / "log.txt")
    program.start()
    yield program.url, "fake"
    assert program.stop() == 0


@pytest.fixture
def client(server: tuple[str, str]) -> Client:
    return Client(*server)
