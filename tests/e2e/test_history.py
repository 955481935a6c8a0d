"""What is kept: found again, put in order, branched, and still there after a restart."""

from ponder import Ponder


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
    for words in ('"', "sodium OR", "NEAR(", "*", "a\x00b", "\u5b66\u7fd2"):
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
