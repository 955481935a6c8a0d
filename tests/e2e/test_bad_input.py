"""What is wrong is named, with what to do; and nothing that a client does takes the program down."""

import json
import socket
from collections.abc import Iterator

import pytest
from ponder import Ponder, until

USER = {"role": "user", "content": "hello"}
AGENTS = {"mode": "contemplating"}


@pytest.fixture(autouse=True)
def still_serving(demo: Ponder) -> Iterator[None]:
    yield
    assert demo.alive()
    assert demo.post("/v1/chat/completions", json={"messages": [USER]}).status_code == 200


def chat(**fields: object) -> bytes:
    return json.dumps({"model": "fake", "messages": [USER], **fields}).encode()


# What is sent, the status, the field that is named, and words of the message.
CHAT_CASES = {
    "nothing": (b"", 400, None, ["JSON"]),
    "cut off": (b'{"model": "fake", "messages": [', 400, None, ["JSON"]),
    "no object": (b"[]", 400, None, []),
    "a number": (b"17", 400, None, []),
    "nested too deep": (b'{"messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, None, ["64"]),
    "no messages": (b'{"model": "fake"}', 400, "messages", []),
    "empty messages": (chat(messages=[]), 400, "messages", []),
    "messages as text": (chat(messages="hello"), 400, "messages", []),
    "message as text": (chat(messages=["hello"]), 400, "messages[0]", []),
    "unknown role": (chat(messages=[{"role": "judge", "content": "x"}]), 400, "messages[0].role", ["judge"]),
    "content as number": (chat(messages=[{"role": "user", "content": 5}]), 400, "messages[0].content", []),
    "model as number": (chat(model=5), 400, "model", []),
    "unknown model": (chat(model="nonesuch"), 404, "model", ["nonesuch", "fake"]),
    "temperature as text": (chat(temperature="hot"), 400, "temperature", []),
    "temperature too high": (chat(temperature=2.5), 400, "temperature", ["2"]),
    "negative tokens": (chat(max_tokens=-1), 400, "max_tokens", ["-1"]),
    "stream as text": (chat(stream="yes"), 400, "stream", []),
    "too many stops": (chat(stop=["x"] * 17), 400, "stop", ["17", "16"]),
    "too many agents": (chat(ponder={**AGENTS, "agents": 17}), 400, "ponder.agents", ["17", "16"]),
    "too few agents": (chat(ponder={**AGENTS, "agents": 1}), 400, "ponder.agents", ["1", "2"]),
    "logprobs of agents": (chat(ponder=AGENTS, logprobs=True), 400, "logprobs", ["contemplating", "instant"]),
    "unknown mode": (chat(ponder={"mode": "guessing"}), 400, "ponder.mode", ["guessing", "contemplating"]),
    "unknown field of ours": (chat(ponder={"agent": 4}), 400, "ponder.agent", []),
    "unknown effort": (chat(reasoning_effort="heroic"), 400, "reasoning_effort", ["heroic"]),
    "invalid UTF-8": (b'{"messages": [{"role": "user", "content": "\xff"}]}', 400, None, ["UTF-8"]),
    "half a surrogate": (b'{"messages": [{"role": "user", "content": "\\ud800"}]}', 400, None, []),
    "tools as text": (chat(tools="hammer"), 400, "tools", []),
    "too many tools": (chat(tools=[{"type": "function", "function": {"name": f"f{i}"}} for i in range(129)]),
                       400, "tools", ["129", "128"]),
}


@pytest.mark.parametrize("case", CHAT_CASES)
def test_chat(demo: Ponder, case: str) -> None:
    body, status, param, words = CHAT_CASES[case]
    answer = demo.post("/v1/chat/completions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    if param is not None:
        assert error["param"] == param, error
    for word in words:
        assert word in error["message"], error


TURN_CASES = {
    "cut off": (b"{", 400, None, ["JSON"]),
    "no input": (b"{}", 400, "input", []),
    "empty input": (b'{"input": ""}', 400, "input", []),
    "input as number": (b'{"input": 5}', 400, "input", []),
    "unknown field": (b'{"input": "x", "agent": 4}', 400, "agent", []),
    "unknown mode": (b'{"input": "x", "mode": "guessing"}', 400, "mode", ["guessing"]),
    "too many agents": (b'{"input": "x", "mode": "contemplating", "agents": 99}', 400, "agents", ["99", "16"]),
    "unknown model": (b'{"input": "x", "model": "nonesuch"}', 404, "model", ["fake"]),
    "unknown conversation": (b'{"input": "x", "conversation": "conv_none"}', 404, None, []),
    "invalid UTF-8": (b'{"input": "\xff"}', 400, None, ["UTF-8"]),
}


@pytest.mark.parametrize("case", TURN_CASES)
def test_turns(demo: Ponder, case: str) -> None:
    body, status, param, words = TURN_CASES[case]
    answer = demo.post("/api/turns", content=body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"message", "param", "code"}
    if param is not None:
        assert error["param"] == param, error
    for word in words:
        assert word in error["message"], error


@pytest.mark.parametrize(("path", "mebibytes"), [("/v1/chat/completions", 8), ("/api/turns", 32)])
def test_a_body_that_is_too_large(demo: Ponder, path: str, mebibytes: int) -> None:
    answer = demo.post(path, content=b"x" * ((mebibytes << 20) + 1))
    assert answer.status_code == 413
    assert str(mebibytes << 20) in answer.json()["error"]["message"]


def test_a_prompt_that_is_too_long_names_both_numbers(make_ponder: object) -> None:
    ponder = make_ponder(script={"context_tokens": 100})
    long_message = {"role": "user", "content": "x" * 150}
    for stream in (False, True):
        answer = ponder.post("/v1/chat/completions", json={"messages": [long_message], "stream": stream})
        assert answer.status_code == 400, answer.text
        message = answer.json()["error"]["message"]
        numbers = [int(word) for word in message.replace(",", " ").split() if word.isdigit()]
        assert 100 in numbers, message
        assert any(number > 150 for number in numbers), message
    turn = ponder.start_turn("x" * 150)["turn"]
    last = list(ponder.events(turn))[-1].event
    assert last["type"] == "turn_failed"
    assert last["error"]["code"] == "too_long"
    assert ponder.turn(turn)["status"] == "failed"


def open_socket(ponder: Ponder, receive_bytes: int | None = None) -> socket.socket:
    made = socket.socket()
    if receive_bytes is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    made.connect(("127.0.0.1", ponder.port))
    return made


def request(path: str, body: bytes) -> bytes:
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_client_that_hangs_up_ends_its_turn(make_ponder: object, stream: bool) -> None:
    ponder = make_ponder(script={"step_ms": 5, "default": "word" * 4000})
    client = open_socket(ponder)
    client.sendall(request("/v1/chat/completions", chat(stream=stream)))
    until("the turn to run", lambda: ponder.metric("ponder_turns_running") == 1)
    if stream:
        received = b""
        while b'"content":"w' not in received:
            received += client.recv(65536)
    client.close()
    until("the turn to end", lambda: ponder.metric("ponder_turns_running") == 0)
    until("its sequence to go", lambda: ponder.metric('ponder_engine_sequences_running{model="fake"}') == 0)


def test_a_client_that_hangs_up_in_the_middle_of_its_request(demo: Ponder) -> None:
    for cut in (1, 20, 60, 100):
        with open_socket(demo) as client:
            client.sendall(request("/v1/chat/completions", chat())[:cut])


def test_a_client_that_does_not_read_holds_up_nobody(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "word " * 20_000})
    with open_socket(ponder, receive_bytes=4096) as client:
        client.sendall(request("/v1/chat/completions", chat(stream=True, max_tokens=100_000)))
        assert client.recv(1)
        for _ in range(3):
            answer = ponder.post("/v1/chat/completions", json={"messages": [USER], "max_tokens": 20})
            assert answer.status_code == 200
            assert ponder.alive()


def test_garbage_instead_of_http(demo: Ponder) -> None:
    for garbage in (b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\r\n" * 1000, b"A" * 70_000):
        with open_socket(demo) as client:
            client.settimeout(30)
            client.sendall(garbage)
            client.shutdown(socket.SHUT_WR)
            try:
                while client.recv(65536):
                    pass
            except ConnectionResetError:
                pass  # It did not want to hear the rest.


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_a_strangers_page_is_refused(demo: Ponder, headers: dict[str, str]) -> None:
    answer = demo.post("/api/turns", json={"input": "x"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"
