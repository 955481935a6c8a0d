"""The grammar of a turn's events (src/chat/event.h), as a check for whole streams."""

from ponder import Frame

LAST = ("turn_finished", "turn_failed")


def check_whole(stream: list[Frame]) -> None:
    """Numbered 1, 2, 3...; begun, ended and closed as the law says."""
    assert [frame.id for frame in stream] == list(range(1, len(stream) + 1))
    events = [frame.event for frame in stream]
    assert events[0]["type"] == "turn_started"
    assert events[-1]["type"] in LAST
    branches, parts, seen = {0}, {}, set()
    for event in events[1:-1]:
        kind = event["type"]
        assert kind not in (*LAST, "turn_started")
        if kind == "branch_started":
            assert event["branch"] not in branches
            branches.add(event["branch"])
        elif kind == "part_started":
            assert event["part"] not in seen
            assert event["branch"] in branches
            seen.add(event["part"])
            parts[event["part"]] = event["branch"]
        elif kind == "text_delta":
            assert event["part"] in parts
            assert event["text"]
        elif kind == "part_finished":
            del parts[event["part"]]
        elif kind == "answer_found":
            assert event["branch"] in branches
        elif kind == "branch_finished":
            assert event["branch"] not in parts.values()
            branches.remove(event["branch"])
    if events[-1]["type"] == "turn_finished":
        assert not parts
        assert branches == {0}
