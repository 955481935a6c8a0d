"""A model that sees, with random weights: how often a picture is encoded, through the whole server."""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ponder import FIXTURES, PROGRAM, Ponder

RANDOM_PAIR = Path(PROGRAM).parent / "tests" / "random_pair"
ERROR, CARD = (FIXTURES / "images" / name for name in ("error.png", "turned6.jpg"))
ENCODED = 'ponder_model_pictures_encoded_total{model="tiny"}'
CACHED = 'ponder_engine_prefix_cache_hit_tokens_total{model="tiny"}'
CELLS = 30  # At least, of "error.png".


def url_of(picture: Path) -> str:
    return f"data:image/{picture.suffix[1:]};base64," + base64.b64encode(picture.read_bytes()).decode()


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ponder]:
    if not RANDOM_PAIR.exists():
        pytest.skip(f"{RANDOM_PAIR} is not there: make build")
    folder = tmp_path_factory.mktemp("eyes")
    subprocess.run([RANDOM_PAIR, folder], check=True)
    program = Ponder(folder / "tiny.gguf", folder / "data", log=folder / "log.txt")
    program.start()
    yield program
    assert program.stop() == 0


def ask(ponder: Ponder, text: str, **fields: object) -> tuple[dict, int]:
    """The turn, and how many agents spoke in it."""
    started = ponder.start_turn(text, max_tokens=8, seed=1, **fields)
    events = [frame.event for frame in ponder.events(started["turn"])]
    assert events[-1]["type"] == "turn_finished", events[-1]
    agents = {event["branch"] for event in events if event["type"] == "branch_started" and event["branch"] > 0}
    return ponder.turn(started["turn"]), len(agents)


def test_eight_agents_and_the_next_question_share_one_encoding(seeing: Ponder) -> None:
    before = seeing.metric(ENCODED)
    first, agents = ask(seeing, "What is in it?", images=[{"url": url_of(ERROR)}], mode="contemplating", agents=8,
                        strategy={"first": 8})
    assert agents == 8
    assert first["images"][0]["width"] == 420
    assert seeing.metric(ENCODED) == before + 1
    cached = seeing.metric(CACHED)
    ask(seeing, "And now?", conversation=first["conversation"])
    assert seeing.metric(ENCODED) == before + 1, "the next question is about the same picture"
    assert seeing.metric(CACHED) >= cached + CELLS, "its cells are in the prefix cache"


def test_another_conversation_does_not_encode_it_again_but_another_picture_does(seeing: Ponder) -> None:
    ask(seeing, "What is it?", images=[{"url": url_of(ERROR)}])
    before = seeing.metric(ENCODED)
    ask(seeing, "What else?", images=[{"url": url_of(ERROR)}])
    assert seeing.metric(ENCODED) == before
    ask(seeing, "What is it?", images=[{"url": url_of(CARD)}])
    assert seeing.metric(ENCODED) == before + 1
