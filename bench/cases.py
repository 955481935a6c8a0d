"""What is measured with a real model, Ponder and llama-server in turn within each round. The server
that is not asked is idle, so each has the machine to itself.
"""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Callable

from client import Stream, Turn, chat, chats
from prompts import Maker
from report import Row
from servers import Server

AGENTS = 8
SETTLE_S = 0.3  # Between two measurements: worker threads go to sleep.


@dataclass
class Bench:
    program: str  # Of Ponder.
    model: str    # The GGUF file.
    ours: Server
    peer: Server
    maker: Maker
    rounds: int

    def pairs(self, measure: Callable[[Server, str], float], prompt: Callable[[], str],
              rounds: int = 0) -> tuple[list[float], list[float]]:
        """Both servers get the same prompt; who goes first alternates."""
        found: dict[str, list[float]] = {"ponder": [], "llama-server": []}
        for index in range(rounds or self.rounds):
            text = prompt()
            for server in (self.ours, self.peer) if index % 2 == 0 else (self.peer, self.ours):
                time.sleep(SETTLE_S)
                found[server.name].append(measure(server, text))
        return found["ponder"], found["llama-server"]


def decode(bench: Bench) -> list[Row]:
    """One stream, nothing else: tokens a second after the first."""
    ours, peer = bench.pairs(lambda server, text: chat(server.port, text, 128).rate,
                             lambda: bench.maker.story(60))
    return [Row("decode", "one stream", "tokens/s", ours, peer, ">=0.97")]


def ttft(bench: Bench) -> list[Row]:
    """A cold prompt of 500 tokens: from the request to the first piece of text."""
    ours, peer = bench.pairs(lambda server, text: chat(server.port, text, 2).ttft_s,
                             lambda: bench.maker.story(500))
    return [Row("ttft", "500 tokens, cold", "s", ours, peer, "<=1.05")]


def suffixed(conversation: str) -> list[str]:
    """What a client without shared prefixes would send: one conversation, a role for each agent."""
    return [f"{conversation}\n\nYou are agent {number} of {AGENTS}. Think step by step in your own way, "
            "then give the answer." for number in range(1, AGENTS + 1)]


def fork_of(program: str, model: str) -> dict:
    """Eight branches over a cold trunk of 1,500 tokens, through the engine and its generator."""
    shown = subprocess.run([program, "bench", "--json", "--model", model, "--trunk", "1500", "--prompt", "1",
                            "--tokens", "2"], capture_output=True, text=True)
    for line in shown.stdout.splitlines():
        if (row := json.loads(line))["bench"] == "fork":
            return row
    raise SystemExit(f"`ponder bench` measured no fork: {shown.stderr.strip()}")


def fork(bench: Bench) -> list[Row]:
    """Eight agents over one cold conversation of 1,500 tokens: until all have spoken."""
    cells = []

    def measure(server: Server, text: str) -> float:
        if server is bench.ours:
            found = fork_of(bench.program, bench.model)
            cells.append(found["cells_used"] / (found["cells_needed"] + found["tokens_written"]))
            return found["seconds"]
        streams, threads = chats(server.port, suffixed(text), 2)
        for thread in threads:
            thread.join()
        return max(stream.times[0] for stream in streams) - min(stream.sent for stream in streams)

    ours, peer = bench.pairs(measure, lambda: bench.maker.story(1500), max(1, bench.rounds // 3))
    return [Row("fork", "8 agents over 1,500 tokens, all have spoken", "s", ours, peer, "<=0.25"),
            Row("fork", "KV cells used of prefix once + 8 suffixes", "share", cells, goal="<=1")]


class AgentsBeside:
    """Eight agents that talk on, until `stop`: as many turns as run eight at once, or eight requests."""

    def __init__(self, server: Server, text: str, endless: dict):
        self.server = server
        self.turns: list[Turn] = []
        if server.name == "ponder":
            while (running := sum(len(turn.started) for turn in self.turns)) < AGENTS:
                self.turns.append(Turn(server.port, text, max(2, AGENTS - running), 2000, **endless))
                self.turns[-1].all_spoke.wait()
        else:
            self.halt = threading.Event()
            self.streams, self.threads = chats(server.port, suffixed(text), 2000, self.halt, **endless)
            while not all(stream.times for stream in self.streams):
                time.sleep(0.01)

    def tokens(self) -> float:
        """How many tokens the server has decoded so far; for llama-server, one a piece of text."""
        if self.turns:
            return self.server.metric("ponder_engine_tokens_decoded_total")
        return sum(len(stream.times) for stream in self.streams)

    def running(self) -> bool:
        if self.turns:
            return not any(turn.finished.is_set() for turn in self.turns)
        return all(thread.is_alive() for thread in self.threads)

    def stop(self) -> None:
        for turn in self.turns:
            turn.stop()
        if not self.turns:
            self.halt.set()
            for thread in self.threads:
                thread.join(60)


@dataclass
class Beside:
    """One look at a stream beside eight agents."""
    share: float         # Of the stream's solo rate.
    gap_s: float
    agents_share: float  # Of the agents' rate alone.


def beside(server: Server, agents_text: str, stream_text: str, endless: dict) -> Beside:
    solo = chat(server.port, stream_text + " (alone)", 48, **endless)
    agents = AgentsBeside(server, agents_text, endless)
    begin, count = time.monotonic(), agents.tokens()
    time.sleep(8)
    agents_alone = (agents.tokens() - count) / (time.monotonic() - begin)
    begin, count = time.monotonic(), agents.tokens()
    stream = chat(server.port, stream_text + " (beside)", 48, **endless)
    decoded = agents.tokens() - count - (stream.tokens if server.name == "ponder" else 0)
    agents_now = decoded / (time.monotonic() - begin)
    if not agents.running():
        print("bench: the agents ended before the stream did: their share is too low", file=sys.stderr)
    agents.stop()
    return Beside(stream.rate / solo.rate, stream.gap_max_s, agents_now / agents_alone)


def beside_agents(bench: Bench) -> list[Row]:
    """An interactive stream beside an eight-agent turn of the same model."""
    looks: dict[str, list[Beside]] = {"ponder": [], "llama-server": []}
    for _ in range(max(1, bench.rounds // 3)):
        agents_text, stream_text = bench.maker.story(100), bench.maker.story(40)
        for server in (bench.ours, bench.peer):
            time.sleep(SETTLE_S)
            looks[server.name].append(beside(server, agents_text, stream_text, bench.maker.endless))
    ours, peer = looks["ponder"], looks["llama-server"]
    return [Row("beside agents", "stream keeps of its solo rate", "share", [x.share for x in ours], goal=">=0.5"),
            Row("beside agents", "longest gap of the stream", "s", [x.gap_s for x in ours], goal="<=2"),
            Row("beside agents", "agents keep of their rate", "share", [x.agents_share for x in ours],
                goal=">=0.35"),
            Row("beside agents, llama-server", "stream keeps of its solo rate", "share", [x.share for x in peer]),
            Row("beside agents, llama-server", "longest gap of the stream", "s", [x.gap_s for x in peer]),
            Row("beside agents, llama-server", "agents keep of their rate", "share",
                [x.agents_share for x in peer])]


def gap_beside_prefill(server: Server, stream_text: str, cold_text: str, endless: dict) -> float:
    """The longest gap of a stream into which a long cold prompt falls."""
    stream, halt = Stream(0.0), threading.Event()
    talk = threading.Thread(target=chat, args=(server.port, stream_text, 6000, halt, stream), kwargs=endless,
                            daemon=True)
    talk.start()
    while len(stream.times) < 8:
        time.sleep(0.01)
    chat(server.port, cold_text, 2)
    if not talk.is_alive():
        raise SystemExit("the stream ended before the prompt was read")
    stream.times.append(time.monotonic())  # Silence up to here is a gap too.
    halt.set()
    talk.join(60)
    return stream.gap_max_s


def beside_prefill(bench: Bench) -> list[Row]:
    """An interactive stream while a cold prompt of 4,000 tokens is read."""
    gaps: dict[str, list[float]] = {"ponder": [], "llama-server": []}
    for _ in range(max(1, bench.rounds // 3)):
        stream_text, cold_text = bench.maker.story(40), bench.maker.story(4000)
        for server in (bench.ours, bench.peer):
            time.sleep(SETTLE_S)
            gaps[server.name].append(gap_beside_prefill(server, stream_text, cold_text, bench.maker.endless))
    return [Row("beside prefill", "longest gap of the stream", "s", gaps["ponder"], goal="<=2"),
            Row("beside prefill, llama-server", "longest gap of the stream", "s", gaps["llama-server"])]


def beside_burner(bench: Bench, own_session: bool, measure: Callable[[Server, str], float],
                  prompt: Callable[[], str]) -> tuple[list[float], list[float]]:
    """While another process keeps one core busy: in our terminal, or (own_session) in another one,
    which Linux schedules as a group of its own."""
    burner = subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=own_session)
    try:
        time.sleep(1)
        return bench.pairs(measure, prompt)
    finally:
        burner.kill()
        burner.wait()


def busy(bench: Bench) -> list[Row]:
    """Decode and prefill while another process keeps one core busy."""
    def rate(server: Server, text: str) -> float:
        return chat(server.port, text, 64).rate

    def ttft_s(server: Server, text: str) -> float:
        return chat(server.port, text, 2).ttft_s

    rows = []
    for own_session, where in ((False, "same session"), (True, "another session")):
        ours, peer = beside_burner(bench, own_session, rate, lambda: bench.maker.story(60))
        rows.append(Row("busy", f"one stream, a core busy, {where}", "tokens/s", ours, peer, ">=1.3"))
        ours, peer = beside_burner(bench, own_session, ttft_s, lambda: bench.maker.story(300))
        rows.append(Row("busy", f"300 tokens cold, a core busy, {where}", "s", ours, peer))
    return rows


WITH_MODEL = {"decode": decode, "ttft": ttft, "fork": fork, "beside-agents": beside_agents,
              "beside-prefill": beside_prefill, "busy": busy}
# How many requests llama-server works on at once; beside eight agents a ninth must not wait.
SLOTS = {name: 9 if name == "beside-agents" else AGENTS for name in WITH_MODEL}
