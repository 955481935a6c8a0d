"""Streams of the fake model: how many at once, and what each costs in time and memory."""

import asyncio
import json
import resource
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from report import Row
from servers import Server, ponder

STREAMS, TOKENS = 500, 200
PACED, PACED_TOKENS, PACED_MS = 1000, 100, 100
COSTED, COSTED_TOKENS, COSTED_MS = 100, 400, 20
DELTA = b'"delta":{"content":'


def script(tokens: int, step_ms: int, slots: int) -> str:
    """One byte is a token: all streams say the same for `tokens` steps, each of which fits in one."""
    return "fake:" + json.dumps({"default": "x" * tokens, "step_ms": step_ms, "slots": slots,
                                 "rows_per_step": 2 * slots, "cells": 1 << 20})


@dataclass
class Answer:
    """What one client saw: when pieces of text came, and how it ended."""
    times: list[float] = field(default_factory=list)
    pieces: int = 0
    whole: bool = False

    def gaps(self) -> list[float]:
        return [after - before for before, after in zip(self.times, self.times[1:])]


class Client(asyncio.Protocol):
    """One request over a plain socket; the bytes are looked at and not kept."""

    def __init__(self, port: int, number: int, tokens: int, stream: bool):
        body = json.dumps({"messages": [{"role": "user", "content": f"number {number}"}], "stream": stream,
                           "max_tokens": tokens}).encode()
        self.request = (b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
                        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (port, len(body)) + body)
        self.end = b"[DONE]" if stream else b'"finish_reason":"'
        self.answer = Answer()
        self.tail = b""
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if pieces := data.count(DELTA):
            self.answer.pieces += pieces
            self.answer.times.append(time.monotonic())
        self.tail = (self.tail + data)[-4096:]

    def connection_lost(self, _: Exception | None) -> None:
        self.answer.whole = self.end in self.tail
        self.closed.set_result(self.answer)


async def ask(port: int, count: int, tokens: int, stream: bool = True) -> list[Answer]:
    """All of them at once."""
    loop = asyncio.get_running_loop()
    clients = []
    for number in range(count):
        _, client = await loop.create_connection(lambda n=number: Client(port, n, tokens, stream), "127.0.0.1", port)
        clients.append(client)
    return await asyncio.gather(*(client.closed for client in clients))


def run(asking: Coroutine[None, None, list[Answer]]) -> list[Answer]:
    """With as many open sockets as the system lets one process have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return asyncio.run(asking)


def answers(server: Server, count: int, tokens: int, stream: bool = True) -> list[Answer]:
    found = run(ask(server.port, count, tokens, stream))
    if broken := sum(not answer.whole for answer in found):
        raise SystemExit(f"{broken} of {count} answers are not whole: {server.log.read_text()[-2000:]}")
    return found


def streams(program: Path, rounds: int) -> list[Row]:
    """500 streams at once as fast as they go, client included: both share the machine."""
    rates, memory = [], []
    for _ in range(rounds):
        with ponder(program, script(TOKENS, 0, 512)) as server:
            begin = time.monotonic()
            answers(server, STREAMS, TOKENS)
            rates.append(STREAMS * TOKENS / (time.monotonic() - begin))
            memory.append(server.rss_bytes() / 1e6)
    return [Row("streams", f"{STREAMS} at once, fake model", "tokens/s", rates),
            Row("streams", "memory after them", "MB", memory)]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def watched(server: Server, peak: list[int]) -> list[Answer]:
    async def watch() -> None:
        while True:
            peak.append(server.rss_bytes())
            await asyncio.sleep(0.25)
    watcher = asyncio.create_task(watch())
    try:
        return await ask(server.port, PACED, PACED_TOKENS)
    finally:
        watcher.cancel()


def thousand(program: Path, rounds: int) -> list[Row]:
    """1,000 streams at once, a token each 100 ms."""
    finished, gaps, memory = [], [], []
    for _ in range(max(1, rounds // 3)):
        with ponder(program, script(PACED_TOKENS, PACED_MS, 1024)) as server:
            before, peak = server.rss_bytes(), [0]
            found = run(watched(server, peak))
            finished.append(sum(answer.whole for answer in found) / PACED)
            gaps.append(percentile([gap for answer in found for gap in answer.gaps()], 0.99) * 1000)
            memory.append((max(peak) - before) / PACED / 1024)
    return [Row("thousand", f"of {PACED} streams finish", "share", finished, goal=">=1"),
            Row("thousand", f"gap between tokens of {PACED_MS} ms, p99", "ms", gaps, goal="<=200"),
            Row("thousand", "memory a stream", "KB", memory, goal="<=64")]


def cpu_us_per_token(program: Path, stream: bool) -> tuple[float, float]:
    """Processor time of a server on one core for each token, and the tokens in a frame."""
    with ponder(program, script(COSTED_TOKENS, COSTED_MS, 128), core=0) as server:
        answers(server, COSTED, 8, stream)
        before = server.cpu_s()
        found = answers(server, COSTED, COSTED_TOKENS, stream)
        tokens = COSTED * COSTED_TOKENS
        return (server.cpu_s() - before) / tokens * 1e6, tokens / max(1, sum(answer.pieces for answer in found))


def overhead(program: Path, rounds: int) -> list[Row]:
    """What a token costs more where it is streamed: encoding its event, framing and sending it."""
    more, all_of_it, together = [], [], []
    for _ in range(rounds):
        whole, _ = cpu_us_per_token(program, stream=False)
        streamed, per_frame = cpu_us_per_token(program, stream=True)
        more.append(streamed - whole)
        all_of_it.append(streamed)
        together.append(per_frame)
    return [Row("overhead", "HTTP and codec for a streamed token, one core", "us", more, goal="<=15"),
            Row("overhead", "all of the server for it", "us", all_of_it),
            Row("overhead", "tokens in a frame", "count", together, goal="<=1.2")]
