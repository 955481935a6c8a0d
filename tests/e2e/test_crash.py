"""kill -9 at any moment: what a client has seen is in the log, and nothing is left half done."""

import httpx
import pytest
from law import check_whole
from ponder import text_of

TALK = {"step_ms": 5, "default": "word " * 2000, "replies": [
    {"when": "?", "agents": [f"agent {i} says " + " ".join(f"this {n} and that" for n in range(200))
                             for i in range(4)]}]}


@pytest.mark.parametrize("seen_before", [1, 4, 12])
@pytest.mark.parametrize("mode", ["instant", "contemplating"])
def test_kill_in_the_middle_of_a_stream(make_ponder: object, seen_before: int, mode: str) -> None:
    ponder = make_ponder(script=TALK)
    turn = ponder.start_turn("Well?" if mode == "contemplating" else "talk", mode=mode, agents=4)["turn"]
    seen = []
    try:
        for frame in ponder.events(turn):
            seen.append(frame)
            if len(seen) == seen_before:
                ponder.process.kill()
    except httpx.TransportError:
        pass  # The connection broke, as it should.
    ponder.kill()
    ponder.start()
    state = ponder.turn(turn)
    assert state["status"] == "interrupted"
    assert state["finished_ms"] >= state["created_ms"]
    log = list(ponder.events(turn))
    assert log[:len(seen)] == seen
    check_whole(log)
    assert log[-1].event["reason"] == "interrupted"
    assert state["answer"] == text_of([frame.event for frame in log])
    assert list(ponder.events(turn, after=len(seen))) == log[len(seen):]
    if mode == "instant" and seen_before > 4:
        assert state["answer"].startswith("word word")


def test_a_conversation_goes_on_after_a_crash(make_ponder: object) -> None:
    ponder = make_ponder(script=TALK)
    started = ponder.start_turn("talk")
    for frame in ponder.events(started["turn"]):
        if frame.event["type"] == "text_delta":
            break
    ponder.kill()
    ponder.start()
    again = ponder.start_turn("talk", conversation=started["conversation"])
    assert again["position"] == 2
    turns = ponder.get(f"/api/conversations/{started['conversation']}").json()["turns"]
    assert [turn["status"] for turn in turns] == ["interrupted", "running"]


def test_a_turn_that_nobody_watched(make_ponder: object) -> None:
    ponder = make_ponder(script=TALK)
    turn = ponder.start_turn("talk")["turn"]
    ponder.kill()
    ponder.start()
    assert ponder.turn(turn)["status"] == "interrupted"
    check_whole(list(ponder.events(turn)))
