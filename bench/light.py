"""What is measured without weights: streams of the fake model, and an idle server."""

import time
from pathlib import Path

import streams
from report import Row
from servers import Server, ponder


def idle_of(server: Server) -> tuple[float, float]:
    with server:
        time.sleep(0.5)
        return server.start_s, server.rss_bytes() / 1e6


def idle(program: Path, rounds: int) -> list[Row]:
    """From exec to the first healthy answer, and the memory of a server that waits."""
    looks = [idle_of(ponder(program, 'fake:{"default": "hi"}')) for _ in range(max(rounds, 3))]
    return [Row("idle", "start", "s", [s for s, _ in looks], goal="<=0.3"),
            Row("idle", "memory", "MB", [m for _, m in looks], goal="<=60")]


WITHOUT_MODEL = {"idle": idle, "streams": streams.streams, "thousand": streams.thousand,
                 "overhead": streams.overhead}
