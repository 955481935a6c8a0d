"""Clients that mean no good, over real sockets: bounded, logged, and the program goes on serving."""

import resource
import socket
import time
from collections.abc import Iterator

import pytest
from ponder import WAIT_S, Ponder, until

CONNECTIONS = 10_000
CONNECTIONS_MAX = 4096  # limits::kConnectionsMax
USER = {"role": "user", "content": "hello"}


@pytest.fixture
def many_files() -> Iterator[int]:
    """As many open files as this machine lets a process have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(ponder: Ponder) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", ponder.port), timeout=WAIT_S)
    made.settimeout(WAIT_S)
    return made


def closed(client: socket.socket) -> bool:
    """Whether the server has closed it, also by refusing it."""
    client.setblocking(False)
    try:
        return client.recv(4096) == b"" or client.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def read_all(client: socket.socket) -> bytes:
    received = b""
    try:
        while data := client.recv(65536):
            received += data
    except ConnectionResetError:
        pass
    return received


def assert_serves(ponder: Ponder) -> None:
    began = time.monotonic()
    assert ponder.alive()
    answer = ponder.post("/v1/chat/completions", json={"messages": [USER]})
    assert answer.status_code == 200, answer.text
    assert time.monotonic() - began < WAIT_S


def test_ten_thousand_connections(make_ponder: object, many_files: int) -> None:
    count = min(CONNECTIONS, many_files - 500)  # On a machine with fewer files: as many as it has.
    assert count > CONNECTIONS_MAX, f"{many_files} open files are too few for this test"
    ponder = make_ponder()
    clients = []
    try:
        for number in range(count):
            clients.append(connect(ponder))
            if number % 2000 == 0:
                assert_serves(ponder)
        assert_serves(ponder)
        until("the surplus to be closed", lambda: sum(map(closed, clients)) >= count - CONNECTIONS_MAX)
        assert f"all {CONNECTIONS_MAX} connections are in use" in ponder.said()
        assert_serves(ponder)
    finally:
        for client in clients:
            client.close()
    assert_serves(ponder)
    assert ponder.stop() == 0


def test_slow_loris(make_ponder: object, many_files: int) -> None:
    ponder = make_ponder()
    clients = []
    try:
        for _ in range(min(CONNECTIONS_MAX + 500, many_files - 500)):
            client = connect(ponder)
            client.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            clients.append(client)
        for _ in range(5):
            for client in clients[-200:]:
                try:
                    client.sendall(b"x")
                except OSError:
                    pass  # It made room.
            assert_serves(ponder)
    finally:
        for client in clients:
            client.close()
    assert_serves(ponder)


@pytest.mark.parametrize("headers", [
    b"X-Large: " + b"x" * 40_000 + b"\r\n",
    b"".join(b"X-%d: y\r\n" % number for number in range(10_000)),
    b"Cookie: " + b"a=b; " * 20_000 + b"\r\n",
])
def test_oversized_headers(demo: Ponder, headers: bytes) -> None:
    with connect(demo) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n")
        received = read_all(client)
    assert received.startswith(b"HTTP/1.1 431 ")
    assert b"32768" in received
    assert b"X-Request-Id" in received
    assert_serves(demo)


@pytest.mark.parametrize("garbage", [b"\x00" * 100 + b"\r\n\r\n", b"GARBAGE\r\n\r\n", b"POST / HTTP/1.1\r\n\r\n",
                                     bytes(range(256)) * 50])
def test_pipelined_garbage(demo: Ponder, garbage: bytes) -> None:
    fine = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(demo) as client:
        client.sendall(fine * 3 + garbage + fine)
        client.shutdown(socket.SHUT_WR)
        received = read_all(client)
    assert received.count(b"HTTP/1.1 200 OK") >= 3
    assert received.count(b"HTTP/1.1 400 ") == 1
    assert_serves(demo)


def test_half_closed_sockets_get_their_answer(demo: Ponder) -> None:
    with connect(demo) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.shutdown(socket.SHUT_WR)
        assert read_all(client).startswith(b"HTTP/1.1 200 OK")
    for unfinished in (b"", b"GET", b"GET /health HTTP/1.1\r\nHost: localhost\r\n",
                       b"POST /api/turns HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf"):
        with connect(demo) as client:
            client.sendall(unfinished)
            client.shutdown(socket.SHUT_WR)
            assert read_all(client) == b"", unfinished
    assert_serves(demo)


def test_a_pipeline_that_never_reads_is_bounded(make_ponder: object) -> None:
    ponder = make_ponder()
    request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(ponder) as client:
        client.setblocking(False)
        sent = 0
        try:
            while sent < 50_000_000:  # The server stops taking long before.
                sent += client.send(request * 1000)
        except BlockingIOError:
            pass
        assert sent < 50_000_000
        assert_serves(ponder)
