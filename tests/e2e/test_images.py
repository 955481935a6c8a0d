"""Pictures in all dialects and on the command line, with a model that has no eyes."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

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
    (b"hello", 400, "PNG, JPEG, WebP, HEIC or GIF"),
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


def tiny_pdf(*texts: str) -> bytes:
    """A page for each text."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for text in texts:
        drawing = f"BT /F1 24 Tf 40 100 Td ({text}) Tj ET".encode()
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 3 0 R>>>>"
                       b"/Contents %d 0 R>>" % (len(objects) + 2))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing))
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(texts)))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(texts))
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i + 1, one) for i, one in enumerate(objects))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


needs_poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler is not installed")


def finished(ponder: Ponder, **fields: object) -> dict:
    """A turn of the turn API, when it is over."""
    started = ponder.post("/api/turns", json=fields)
    assert started.status_code == 201, started.text
    turn = started.json()["turn"]
    ponder.get(f"/api/turns/{turn}/events")
    return ponder.get(f"/api/turns/{turn}").json()


def test_a_picture_stays_with_its_conversation(blind: Ponder) -> None:
    first = finished(blind, input="What is broken?", images=[
        {"url": url_of(ERROR), "name": "error.png", "reading": "E34"}])
    assert first["answer"] == "The door."
    [image] = first["images"]
    assert (image["name"], image["width"], image["height"], image["reading"]) == ("error.png", 420, 120, "E34")
    kept = blind.get(image["url"])
    assert kept.headers["content-type"] == image["media_type"] == "image/png"
    assert len(kept.content) == image["bytes"]
    again = finished(blind, input="And now?", conversation=first["conversation"])
    assert again["images"] == []
    code = blind.stop()
    assert code == 0
    blind.start()
    assert blind.get(image["url"]).content == kept.content
    edited = finished(blind, input="What is that?", conversation=first["conversation"], parent=None,
                      images=[{"url": image["url"], "reading": "E24"}])
    assert edited["answer"] == "The drain."
    assert edited["images"][0]["name"] == "error.png"
    line = blind.get(f"/api/conversations/{first['conversation']}/export").text
    assert httpx.delete(blind.url + f"/api/conversations/{first['conversation']}").status_code == 204
    assert blind.get(image["url"]).status_code == 404
    assert blind.post("/api/import", content=line).json()["imported"] == 1
    [back] = blind.get("/api/conversations").json()["conversations"]
    turns = blind.get(f"/api/conversations/{back['id']}").json()["turns"]
    assert [len(turn["images"]) for turn in turns] == [1, 0, 1]


@needs_poppler
def test_pages_of_a_pdf(blind: Ponder) -> None:
    file = tiny_pdf("One", "The code is E24", "Three")
    answer = blind.post("/api/pdf?first=2&count=1", content=file)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["pages_total"], body["notes"]) == (3, [])
    [page] = body["pages"]
    assert (page["page"], page["text"]) == (2, "The code is E24")
    assert page["image"].startswith("data:image/png;base64,iVBOR")
    url = "data:application/pdf;base64," + base64.b64encode(file).decode()
    told = chat(blind, {"type": "file", "file": {"filename": "manual.pdf", "file_data": url}})
    assert told["choices"][0]["message"]["content"] == "The drain."


@needs_poppler
def test_bad_pdfs_are_named(blind: Ponder) -> None:
    forms = b"".join(
        b"%d 0 obj\n<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 60>>stream\n"
        % (10 + i, 11 + i) + b"/F Do " * 10 + b"\nendstream\nendobj\n" for i in range(12))
    bomb = tiny_pdf("x").replace(b"/Font<<", b"/XObject<</F 10 0 R>>/Font<<").replace(
        b"BT /F1 24 Tf 40 100 Td (x) Tj ET", b"/F Do /F Do /F Do /F Do /F Do   ").replace(
        b"trailer", forms + b"trailer")
    for file, says in ((b"", "no PDF"), (ERROR, "no PDF"), (b"%PDF-1.4 hello", "damaged"), (bomb, "too much")):
        answer = blind.post("/api/pdf?count=1", content=file)
        assert answer.status_code in (400, 413), (says, answer.text[:200])
        assert says in answer.json()["error"]["message"]
    assert blind.post("/api/pdf?first=2", content=tiny_pdf("x")).json()["error"]["param"] == "first"
    assert blind.post("/api/pdf?count=17", content=tiny_pdf("x")).status_code == 413
    assert blind.alive()


@needs_poppler
def test_a_pdf_on_the_command_line(blind: Ponder, tmp_path: Path) -> None:
    file = tmp_path / "manual.pdf"
    file.write_bytes(tiny_pdf("The code is E24"))
    model = blind.command[blind.command.index("--model") + 1]
    done = subprocess.run([PROGRAM, "chat", "--model", model, "--image", str(file), "What?"],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "The drain." in done.stdout
