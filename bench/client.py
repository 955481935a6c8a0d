"""Asks a server and notes when each piece of text came: streamed chat completions, and turns of
several agents through Ponder's own API.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

REQUEST_MAX_S = 900


@dataclass
class Stream:
    """One streamed answer. Times are seconds on one monotonic clock."""
    sent: float
    times: list[float] = field(default_factory=list)
    text: str = ""
    tokens: int = 0

    @property
    def ttft_s(self) -> float:
        return self.times[0] - self.sent

    @property
    def rate(self) -> float:
        """Tokens a second after the first one."""
        return (self.tokens - 1) / (self.times[-1] - self.times[0])

    @property
    def gap_max_s(self) -> float:
        return max(b - a for a, b in zip(self.times, self.times[1:]))


def post(port: int, path: str, body: dict) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=REQUEST_MAX_S)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    if response.status >= 300:
        raise SystemExit(f"POST {path} -> {response.status}: {response.read().decode()[:400]}")
    response.connection = connection  # Keeps the socket alive as long as the response.
    return response


def frames(response: http.client.HTTPResponse) -> Iterator[dict]:
    """The JSON of each SSE frame, up to [DONE] or the end."""
    for line in iter(response.readline, b""):
        if line.startswith(b"data: "):
            data = line[6:].strip()
            if data == b"[DONE]":
                return
            yield json.loads(data)


def chat(port: int, prompt: str, tokens_max: int, stop: threading.Event | None = None,
         into: Stream | None = None, **fields) -> Stream:
    """One chat completion, greedy, streamed. `into` can be watched by another thread meanwhile."""
    body = {"messages": [{"role": "user", "content": prompt}], "stream": True, "temperature": 0,
            "max_tokens": tokens_max, "stream_options": {"include_usage": True}, **fields}
    stream = into or Stream(0.0)
    stream.sent = time.monotonic()
    response = post(port, "/v1/chat/completions", body)
    for frame in frames(response):
        if frame.get("usage"):
            stream.tokens = frame["usage"]["completion_tokens"]
        for choice in frame.get("choices", []):
            if piece := choice.get("delta", {}).get("content"):
                stream.times.append(time.monotonic())
                stream.text += piece
        if stop and stop.is_set():
            break
    response.connection.close()
    return stream


def chats(port: int, prompts: list[str], tokens_max: int, stop: threading.Event | None = None,
          each: list[dict] | None = None, **fields) -> tuple[list[Stream], list[threading.Thread]]:
    """Several at once, with `fields` for all and `each` one's own. The threads run on: join them, or set `stop`."""
    streams = [Stream(0.0) for _ in prompts]
    own = each or [{} for _ in prompts]
    threads = [threading.Thread(target=chat, args=(port, prompt, tokens_max, stop, stream),
                                kwargs={**fields, **extra}, daemon=True)
               for prompt, stream, extra in zip(prompts, streams, own)]
    for thread in threads:
        thread.start()
    return streams, threads


class Turn:
    """A contemplating turn, watched from a thread of its own. Agents may start in waves."""

    def __init__(self, port: int, prompt: str, agents: int, tokens_max: int, **fields):
        self.port = port
        self.started: set[int] = set()
        self.spoke: set[int] = set()
        self.all_spoke = threading.Event()  # All that were started until then.
        self.finished = threading.Event()
        answer = post(port, "/api/turns", {"input": prompt, "mode": "contemplating", "agents": agents,
                                           "max_tokens": tokens_max, "seed": 1, **fields})
        self.id = json.loads(answer.read())["turn"]
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_MAX_S)
        connection.request("GET", f"/api/turns/{self.id}/events?after=0")
        branch_of: dict[int, int] = {}
        for event in frames(connection.getresponse()):
            if event["type"] == "branch_started" and event["branch"] > 0:
                self.started.add(event["branch"])
            elif event["type"] == "part_started":
                branch_of[event["part"]] = event["branch"]
            elif event["type"] == "text_delta" and branch_of[event["part"]] > 0:
                self.spoke.add(branch_of[event["part"]])
                if self.spoke == self.started:
                    self.all_spoke.set()
        self.finished.set()
        self.all_spoke.set()

    def stop(self) -> None:
        """Ends the turn, if it has not ended by itself."""
        if not self.finished.is_set():
            post(self.port, f"/api/turns/{self.id}/stop", {}).read()
        self.thread.join(60)
