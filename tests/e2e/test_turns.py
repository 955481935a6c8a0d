"""The turn API: answers that belong to the server and not to the connection that asked for them."""

import threading
from concurrent.futures import ThreadPoolExecutor

from law import check_whole
from ponder import Ponder, text_of


def events_of(stream: list) -> list[dict]:
    return [frame.event for frame in stream]


def test_a_stream_goes_on_from_every_seq(demo: Ponder) -> None:
    turn = demo.start_turn("What is 6 times 7?", mode="contemplating", seed=0)["turn"]
    whole = list(demo.events(turn))
    check_whole(whole)
    for seq in range(len(whole) + 1):
        assert list(demo.events(turn, after=seq)) == whole[seq:]
    assert list(demo.events(turn, headers={"Last-Event-ID": "3"})) == whole[3:]


def test_the_state_agrees_with_the_stream(demo: Ponder) -> None:
    started = demo.start_turn("hello")
    whole = list(demo.events(started["turn"]))
    state = demo.turn(started["turn"])
    assert state["status"] == "finished"
    assert state["answer"] == text_of(events_of(whole)) == "Hello! How can I help?"
    assert state["last_seq"] == whole[-1].id
    assert state["input"] == "hello"
    assert state["mode"] == "instant"
    assert state["finished_ms"] >= state["created_ms"] > 0


def test_many_readers_see_the_same(demo: Ponder) -> None:
    turn = demo.start_turn("an essay, please")["turn"]
    together = threading.Barrier(8)

    def read(_: int) -> list:
        together.wait()
        return list(demo.events(turn))

    with ThreadPoolExecutor(8) as pool:
        streams = list(pool.map(read, range(8)))
    check_whole(streams[0])
    assert all(stream == streams[0] for stream in streams)


def test_another_connection_stops_a_turn(make_ponder: object) -> None:
    ponder = make_ponder(script={"step_ms": 5, "default": "word " * 8000})
    turn = ponder.start_turn("talk", max_tokens=50_000)["turn"]
    seen, asked = [], False
    for frame in ponder.events(turn):
        seen.append(frame)
        if frame.event["type"] == "text_delta" and not asked:
            asked = True
            assert ponder.post(f"/api/turns/{turn}/stop").status_code == 202
    check_whole(seen)
    assert seen[-1].event["reason"] == "stopped_by_user"
    state = ponder.turn(turn)
    assert state["status"] == "stopped"
    assert 0 < len(state["answer"]) < 20_000
    assert state["answer"] == text_of(events_of(seen))
    again = ponder.post(f"/api/turns/{turn}/stop")
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "conflict"


def test_answer_now_takes_what_there_is(make_ponder: object) -> None:
    slow = " ".join(f"and {n} so on" for n in range(200))
    ponder = make_ponder(script={"step_ms": 5, "replies": [
        {"when": "?", "agents": ["Quick.\nAnswer: 42", slow, slow, slow]}]})
    turn = ponder.start_turn("How many?", mode="contemplating", agents=4, seed=0)["turn"]
    for frame in ponder.events(turn):
        if frame.event["type"] == "answer_found":
            answer = ponder.post(f"/api/turns/{turn}/stop", json={"answer_now": True})
            assert answer.status_code == 202
    state = ponder.turn(turn)
    assert "42" in state["answer"]
    check_whole(list(ponder.events(turn)))


def test_a_reader_that_leaves_does_not_end_the_turn(demo: Ponder) -> None:
    turn = demo.start_turn("an essay, please")["turn"]
    for frame in demo.events(turn):
        if frame.event["type"] == "text_delta":
            break  # Closes the connection.
    whole = list(demo.events(turn))
    check_whole(whole)
    assert whole[-1].event["reason"] == "stop"
    assert demo.turn(turn)["answer"].endswith("at last.")


def test_a_conversation_goes_on(demo: Ponder) -> None:
    first = demo.start_turn("hello")
    list(demo.events(first["turn"]))
    second = demo.start_turn("What is 6 times 7?", conversation=first["conversation"])
    assert second["position"] == 2
    list(demo.events(second["turn"]))
    conversation = demo.get(f"/api/conversations/{first['conversation']}").json()
    assert [turn["input"] for turn in conversation["turns"]] == ["hello", "What is 6 times 7?"]
    assert conversation["title"] == "hello"
    listed = demo.get("/api/conversations", params={"limit": 1}).json()["conversations"]
    assert [row["id"] for row in listed] == [first["conversation"]]


def test_everything_is_there_after_a_restart(make_ponder: object) -> None:
    ponder = make_ponder()
    started = ponder.start_turn("hello")
    before = list(ponder.events(started["turn"]))
    state = ponder.turn(started["turn"])
    assert ponder.stop() == 0
    ponder.start()
    assert list(ponder.events(started["turn"])) == before
    assert ponder.turn(started["turn"]) == state
    assert ponder.get("/api/conversations").json()["conversations"][0]["id"] == started["conversation"]


def test_a_polite_stop_interrupts_in_sight_of_the_reader(make_ponder: object) -> None:
    ponder = make_ponder(script={"step_ms": 5, "default": "word " * 2000})
    turn = ponder.start_turn("talk")["turn"]
    seen = []
    for frame in ponder.events(turn):
        seen.append(frame)
        if len(seen) == 6:
            ponder.process.terminate()
    check_whole(seen)
    assert seen[-1].event["reason"] == "interrupted"
    assert ponder.process.wait(30) == 0
    ponder.start()
    assert list(ponder.events(turn)) == seen
    state = ponder.turn(turn)
    assert (state["status"], state["answer"]) == ("interrupted", text_of(events_of(seen)))
