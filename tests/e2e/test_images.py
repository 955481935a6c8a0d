"""Pictures in all dialects and on the command line, with a model that has no eyes."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable

import anthropic
import httpx
import openai
import pytest
from ponder import FIXTURES, PROGRAM, Ponder

SCRIPT = {"replies": [{"when": "E34", "say": "The door."}, {"when": "E24", "say": "The drain."}],
          "default": "I was told nothing."}
ERROR = (FIXTURES / "images" / "error.png").read_bytes()  # "ERROR E24"
CARD = (FIXTURES / "images" / "turned6.jpg").read_bytes()
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")


def url_of(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


@pytest.fixture
def blind(make_ponder: Callable[..., Ponder]) -> Ponder:
    return make_ponder(SCRIPT)


def chat(ponder: Ponder, part: dict) -> dict:
    body = {"model": "fake", "messages": [{"role": "user", "content": [
        {"type": "text", "text": "What is broken?"}, part]}]}
    answer = httpx.post(ponder.url + "/v1/chat/completions", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_corrected_reading_is_used_as_it_is(blind: Ponder) -> None:
    answer = chat(blind, {"type": "image_url", "image_url": {"url": url_of(ERROR)},
                          "ponder": {"reading": "E34"}})
    assert answer["choices"][0]["message"]["content"] == "The door."
    [use] = answer["ponder"]["images"]
    assert use["how"] == "read"
    assert "checked by the user:\nE34" in use["told"]
    assert "420 x 120 pixels" in use["told"]


@needs_tesseract
def test_text_in_a_picture_is_read(blind: Ponder) -> None:
    answer = chat(blind, {"type": "image_url", "image_url": {"url": url_of(ERROR)}})
    assert answer["choices"][0]["message"]["content"] == "The drain."


@needs_tesseract
def test_responses(blind: Ponder) -> None:
    with openai.OpenAI(base_url=blind.url + "/v1", api_key="none", max_retries=0) as client:
        first = client.responses.create(model="fake", store=True, input=[{"role": "user", "content": [
            {"type": "input_image", "image_url": url_of(ERROR), "detail": "auto"}]}])
        assert first.output_text == "The drain."
        [item] = client.responses.input_items.list(first.id)
        assert item.content[0].image_url == url_of(ERROR)
        again = client.responses.create(model="fake", input="And now?", previous_response_id=first.id)
        assert again.usage.input_tokens > first.usage.input_tokens


@needs_tesseract
def test_messages(blind: Ponder) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(ERROR).decode()}
    with anthropic.Anthropic(base_url=blind.url, api_key="none", max_retries=0) as client:
        said = client.messages.create(model="fake", max_tokens=50, messages=[
            {"role": "user", "content": [{"type": "image", "source": source}]}])
        assert said.content[0].text == "The drain."
        counted = client.messages.count_tokens(model="fake", messages=[
            {"role": "user", "content": [{"type": "image", "source": source}]}])
        assert counted.input_tokens == said.usage.input_tokens + said.usage.cache_read_input_tokens


def test_reading_for_the_user_to_see(blind: Ponder) -> None:
    answer = httpx.post(blind.url + "/api/images", content=CARD, timeout=60)
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["format"], seen["width"], seen["height"], seen["shape"]) == ("image/jpeg", 32, 16, "landscape")
    assert {colour["name"] for colour in seen["colours"]} == {"red", "green", "blue", "white"}
    assert sum(colour["share"] for colour in seen["colours"]) == pytest.approx(1, abs=0.05)
    assert "maker" not in answer.text  # What the file says about its camera.
    if shutil.which("tesseract"):
        read = httpx.post(blind.url + "/api/images", content=ERROR, timeout=60).json()
        assert "E24" in read["text"]
        line = read["lines"][0]
        assert line["confidence"] > 0.5
        assert 0 < line["box"]["width"] <= 420
        assert " ".join(word["text"] for word in line["words"]) == line["text"]


@pytest.mark.parametrize(("picture", "status", "says"), [
    (b"", 400, "empty"),
    (b"hello", 400, "PNG, JPEG, WebP or GIF"),
    (ERROR[:40], 400, "damaged"),
    (ERROR[:16] + b"\x00\x01\x00\x00\x00\x01\x00\x00" + ERROR[24:], 413, "65536"),
])
def test_bad_pictures_are_named(blind: Ponder, picture: bytes, status: int, says: str) -> None:
    answer = httpx.post(blind.url + "/api/images", content=picture)
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


def test_nothing_is_fetched(blind: Ponder) -> None:
    body = {"model": "fake", "messages": [{"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": blind.url + "/health"}}]}]}
    answer = httpx.post(blind.url + "/v1/chat/completions", json=body)
    assert answer.status_code == 400
    assert "nothing is fetched" in answer.json()["error"]["message"]


def test_command_line(blind: Ponder) -> None:
    model = blind.command[blind.command.index("--model") + 1]
    command = [PROGRAM, "chat", "--model", model, "--json", "--image", str(FIXTURES / "images" / "card.png")]
    done = subprocess.run([*command, "What?"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["report"]["images"][0]["how"] == "read"
    broken = subprocess.run([PROGRAM, "chat", "--model", model, "--image", __file__, "What?"],
                            capture_output=True, text=True, timeout=60)
    assert broken.returncode == 2
    assert "no picture" in broken.stderr
