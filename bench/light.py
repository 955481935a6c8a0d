"""What is measured without weights: many streams of the fake model, and an idle server."""

import asyncio
import json
import time
from pathlib import Path

from report import Row
from servers import Server, ponder

STREAMS = 500
TOKENS = 200
# One byte is a token: all streams say the same for TOKENS steps.
SCRIPT = json.dumps({"default": "x" * TOKENS, "slots": 256, "cells": 1048576})


async def one_stream(port: int, index: int) -> int:
    """Asks for one streamed answer over a plain socket; returns the characters that came."""
    body = json.dumps({"messages": [{"role": "user", "content": f"number {index}"}], "stream": True,
                       "max_tokens": TOKENS}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
                 b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (port, len(body)) + body)
    await writer.drain()
    status = await reader.readline()
    if b" 200 " not in status:
        raise SystemExit(f"stream {index} of {STREAMS}: {status.decode().strip()}")
    count = 0
    while line := await reader.readline():
        if line.startswith(b"data: {"):
            for choice in json.loads(line[6:]).get("choices", []):
                count += len(choice.get("delta", {}).get("content") or "")
    writer.close()
    return count


async def all_streams(port: int) -> list[int]:
    return await asyncio.gather(*(one_stream(port, index) for index in range(STREAMS)))


def streams(program: Path, rounds: int) -> list[Row]:
    """500 streams at once on the fake backend, client included: both share the machine."""
    rates, memory = [], []
    for _ in range(rounds):
        with ponder(program, f"fake:{SCRIPT}") as server:
            begin = time.monotonic()
            counts = asyncio.run(all_streams(server.port))
            seconds = time.monotonic() - begin
            memory.append(server.rss_bytes() / 1e6)
        if min(counts) < TOKENS:
            raise SystemExit(f"a stream ended after {min(counts)} of {TOKENS} characters")
        rates.append(sum(counts) / seconds)
    return [Row("streams", f"{STREAMS} at once, fake model", "tokens/s", rates),
            Row("streams", "memory after them", "MB", memory)]


def idle_of(server: Server) -> tuple[float, float]:
    with server:
        time.sleep(0.5)
        return server.start_s, server.rss_bytes() / 1e6


def idle(program: Path, rounds: int) -> list[Row]:
    """From exec to the first healthy answer, and the memory of a server that waits."""
    looks = [idle_of(ponder(program, 'fake:{"default": "hi"}')) for _ in range(max(rounds, 3))]
    return [Row("idle", "start", "s", [s for s, _ in looks], goal="<=0.3"),
            Row("idle", "memory", "MB", [m for _, m in looks], goal="<=60")]


WITHOUT_MODEL = {"idle": idle, "streams": streams}
