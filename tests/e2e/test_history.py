"""What is kept: found again, put in order, branched, and still there after a restart."""

import io
import zipfile

from law import check_whole
from ponder import FIXTURES, Ponder


def ask(ponder: Ponder, text: str, **fields: object) -> dict:
    started = ponder.start_turn(text, **fields)
    for _ in ponder.events(started["turn"]):
        pass
    return started


def change(ponder: Ponder, conversation: str, **fields: object) -> dict:
    answer = ponder.patch(f"/api/conversations/{conversation}", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_search_survives_a_restart(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "Sodium burns yellow."})
    started = ask(ponder, "Which colour has the flame of table salt?")
    assert ponder.stop() == 0
    ponder.start()
    for words in ("sodium", "tabl sal", "FLAME yellow"):
        found = ponder.get("/api/search", params={"q": words}).json()["results"]
        assert found[-1]["turn"] == started["turn"], words
    for words in ('"', "sodium OR", "NEAR(", "*", "\u5b66\u7fd2"):
        assert ponder.get("/api/search", params={"q": words}).status_code == 200, words


def test_order_is_kept_on_the_server(make_ponder: object) -> None:
    ponder = make_ponder()
    first = ask(ponder, "first")["conversation"]
    second = ask(ponder, "second")["conversation"]
    folder = ponder.post("/api/folders", json={"name": "work"}).json()
    change(ponder, first, pinned=True, folder=folder["id"])
    change(ponder, second, archived=True)
    assert ponder.stop() == 0
    ponder.start()
    listed = ponder.get("/api/conversations").json()["conversations"]
    assert [(c["id"], c["pinned"], c["folder"]) for c in listed] == [(first, True, folder["id"])]
    archived = ponder.get("/api/conversations", params={"archived": "true"}).json()["conversations"]
    assert [c["id"] for c in archived] == [second]
    assert ponder.delete(f"/api/folders/{folder['id']}").status_code == 204
    assert ponder.get(f"/api/conversations/{first}").json()["folder"] is None


def test_a_question_is_edited_and_asked_again(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "Yes.", "replies": [{"when": "seal", "say": "A seal."}]})
    first = ask(ponder, "walrus")
    conversation = first["conversation"]
    ask(ponder, "more", conversation=conversation)
    edited = ask(ponder, "seal", conversation=conversation, parent=None)
    again = ask(ponder, "seal", conversation=conversation, parent=None)
    whole = ponder.get(f"/api/conversations/{conversation}").json()
    assert [t["parent"] for t in whole["turns"]] == [None, first["turn"], None, None]
    assert whole["leaf"] == again["turn"]
    assert whole["turns"][2]["answer"] == "A seal."
    assert change(ponder, conversation, leaf=edited["turn"])["leaf"] == edited["turn"]


EXPORTS = FIXTURES / "import"


def import_file(ponder: Ponder, content: bytes, status: int = 201) -> dict:
    answer = ponder.post("/api/import", content=content)
    assert answer.status_code == status, answer.text
    return answer.json()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_exports_of_others_come_in(make_ponder: object) -> None:
    ponder = make_ponder()
    chatgpt = (EXPORTS / "chatgpt.json").read_bytes()
    assert import_file(ponder, zipped({"chat.html": b"<html>", "conversations.json": chatgpt}))["imported"] == 1
    report = import_file(ponder, (EXPORTS / "claude.json").read_bytes())
    assert (report["imported"], report["skipped"]) == (1, [{"at": 2, "reason": "It has no messages."}])
    assert import_file(ponder, (EXPORTS / "open_webui.json").read_bytes())["imported"] == 1
    assert import_file(ponder, chatgpt)["skipped"][0]["reason"] == "It is here already."
    titles = [c["title"] for c in ponder.get("/api/conversations").json()["conversations"]]
    assert titles == ["Tea", "Colours", "Primes"]
    found = ponder.get("/api/search", params={"q": "minutes"}).json()["results"]
    turn = found[0]["turn"]
    whole = list(ponder.events(turn))
    check_whole(whole)
    assert ponder.turn(turn)["last_seq"] == whole[-1].id


def test_all_goes_out_and_comes_back(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "Yes \u2014 \U0001f980."})
    first = ask(ponder, "one")
    ask(ponder, "two", conversation=first["conversation"])
    ask(ponder, "three", conversation=first["conversation"], parent=first["turn"])
    before = ponder.get(f"/api/conversations/{first['conversation']}").json()
    everything = ponder.get("/api/export").content
    assert "one" in ponder.get("/api/export", params={"format": "markdown"}).text
    other = make_ponder(data="other")
    assert import_file(other, everything)["imported"] == 1
    [listed] = other.get("/api/conversations").json()["conversations"]
    after = other.get(f"/api/conversations/{listed['id']}").json()
    assert [(t["input"], t["answer"], t["status"]) for t in after["turns"]] == [
        (t["input"], t["answer"], t["status"]) for t in before["turns"]]
    assert after["turns"][2]["parent"] == after["turns"][0]["id"]
    assert after["leaf"] == after["turns"][2]["id"]


def test_broken_and_huge_files_are_named(make_ponder: object) -> None:
    ponder = make_ponder()
    whole = (EXPORTS / "chatgpt.json").read_bytes()
    for content, told in ((b"", "empty"), (b"PK\x03\x04 cut", "list of files is missing"), (whole[:900], "not whole"),
                          (b"\x89PNG", "at byte 0"), (b'[{"a": 1}]', "understood"),
                          (zipped({"users.txt": b"x"}), "no conversations.json")):
        assert told in import_file(ponder, content, status=400)["error"]["message"], content[:20]
    one = b'{"chat_messages": [{"sender": "human", "text": "' + b"x" * (65 << 20) + b'"}]}'
    report = import_file(ponder, b"[" + one + b"," + whole[1:])
    assert report["imported"] == 1
    assert "the limit is 67108864" in report["skipped"][0]["reason"]
    # A small archive of many bytes is read piece by piece.
    bomb = zipped({"conversations.json": b"[" + b" " * (64 << 20) + b"]"})
    assert import_file(ponder, bomb)["imported"] == 0
    assert ponder.alive()


def test_a_shared_copy_is_read_until_it_is_withdrawn(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "# Title\n<script>alert(1)</script>"})
    conversation = ask(ponder, "one")["conversation"]
    made = ponder.post(f"/api/conversations/{conversation}/share").json()
    assert ponder.stop() == 0
    ponder.start()
    page = ponder.get(made["path"])
    assert page.status_code == 200
    assert "<h1>Title</h1>" in page.text
    assert "<script" not in page.text
    style = ponder.get("/portal/share.css")
    assert style.status_code == 200
    assert ponder.delete(f"/api/conversations/{conversation}/share").status_code == 204
    assert ponder.get(made["path"]).status_code == 404


def test_a_conversation_outgrows_its_model(make_ponder: object) -> None:
    ponder = make_ponder(script={"context_tokens": 2000, "default": "word " * 40, "replies": [
        {"when": "Write one summary", "say": "They said word."}]})
    conversation = None
    for i in range(8):
        fields = {"conversation": conversation} if conversation else {}
        started = ask(ponder, f"question {i} " + "and so on " * 40, max_tokens=200, **fields)
        conversation = started["conversation"]
        assert ponder.turn(started["turn"])["status"] == "finished"
    whole = ponder.get(f"/api/conversations/{conversation}").json()
    assert len(whole["turns"]) == 8
    assert whole["summaries"]
    assert {s["summary"] for s in whole["summaries"]} == {"They said word."}
    turns = [t["id"] for t in whole["turns"]]
    assert all(s["turn"] in turns[:-1] for s in whole["summaries"])
