"""API keys and TLS with real clients: made and revoked while the program runs, and beyond loopback."""

import json
import socket
import ssl
import subprocess
from pathlib import Path

import httpx
import openai
import pytest
from ponder import FIXTURES, PROGRAM, WAIT_S, Ponder, until

USER = {"role": "user", "content": "hello"}
# Bound to loopback, but not in the form of a loopback address: what holds beyond loopback holds here.
BEYOND = "::ffff:127.0.0.1"


def command(*arguments: str, data: Path) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, *arguments, "--data", str(data)], capture_output=True, text=True,
                          timeout=WAIT_S, env={"HOME": str(data.parent)}, check=False)


def make_key(ponder: Ponder, *arguments: str) -> str:
    made = command("key", "create", *arguments, data=ponder.data)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


def client(ponder: Ponder, key: str, **options: object) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{ponder.url}/v1", api_key=key, max_retries=0, timeout=WAIT_S, **options)


def test_a_key_counts_from_the_moment_it_is_made_to_the_moment_it_is_revoked(make_ponder: object) -> None:
    ponder = make_ponder()
    assert client(ponder, "anything").models.list().data
    key = make_key(ponder, "--name", "laptop")
    assert client(ponder, key).chat.completions.create(model="fake", messages=[USER]).choices
    with pytest.raises(openai.AuthenticationError, match="ponder key create"):
        client(ponder, "anything").models.list()
    other = make_key(ponder, "--name", "other")
    revoked = command("key", "revoke", "laptop", data=ponder.data)
    assert revoked.returncode == 0, revoked.stderr
    with pytest.raises(openai.AuthenticationError, match="laptop was revoked"):
        client(ponder, key).models.list()
    assert client(ponder, other).models.list().data
    keys = json.loads(command("key", "list", "--json", data=ponder.data).stdout)
    assert [(one["name"], one["state"]) for one in keys] == [("laptop", "revoked"), ("other", "usable")]
    assert keys[0]["last_used_ms"] > 0
    assert key.rsplit("_", 1)[1] not in (ponder.data / "ponder.db").read_bytes().decode("latin-1")


def test_scopes_hold_for_real_clients(make_ponder: object) -> None:
    ponder = make_ponder()
    key = make_key(ponder, "--name", "vectors", "--scope", "embed")
    assert client(ponder, key).models.list().data
    with pytest.raises(openai.PermissionDeniedError, match="vectors has the scopes embed; this needs chat"):
        client(ponder, key).chat.completions.create(model="fake", messages=[USER])


def test_rate_limits_are_told_to_real_clients(make_ponder: object) -> None:
    ponder = make_ponder()
    key = make_key(ponder, "--requests-per-minute", "1")
    first = client(ponder, key).chat.completions.with_raw_response.create(model="fake", messages=[USER])
    assert first.headers["x-ratelimit-limit-requests"] == "1"
    assert first.headers["x-ratelimit-remaining-requests"] == "0"
    with pytest.raises(openai.RateLimitError) as refused:
        client(ponder, key).chat.completions.create(model="fake", messages=[USER])
    assert 1 <= int(refused.value.response.headers["retry-after"]) <= 60


@pytest.mark.parametrize("arguments", [
    ["--expires", "soon"], ["--expires", "0d"], ["--scope", "all"], ["--name", "two\nlines"], ["--name", "x" * 65],
])
def test_wrong_wishes_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    made = command("key", "create", *arguments, data=tmp_path / "data")
    assert made.returncode == 2
    assert made.stdout == ""
    assert made.stderr.startswith("ponder: ")


def test_beyond_loopback_it_needs_a_key_to_start(make_ponder: object) -> None:
    ponder = make_ponder(start=False, arguments=("--host", BEYOND))
    ponder.spawn()
    assert ponder.process.wait(WAIT_S) == 2
    assert "ponder key create" in ponder.said()
    key = make_key(ponder, "--expires", "1h")
    ponder.kill()
    ponder.start()
    until("the warning that there is no TLS", lambda: "ponder cert create" in ponder.said())
    url = f"http://127.0.0.1:{ponder.port}"
    assert httpx.get(f"{url}/v1/models", headers={"x-api-key": key}).status_code == 200
    assert httpx.get(f"{url}/v1/models").status_code == 401
    # As from a phone: by address, no longer local because of it.
    phone = {"Host": "192.168.7.7:8080"}
    assert httpx.get(f"{url}/", headers=phone).headers["location"] == "/login"
    assert httpx.get(f"{url}/api/conversations", headers=phone).status_code == 401
    assert httpx.get(f"{url}/health", headers=phone).status_code == 200
    assert httpx.get(f"{url}/health", headers={"Host": "evil.example"}).status_code == 403


@pytest.fixture
def tls(make_ponder: object) -> Ponder:
    ponder = make_ponder(start=False)
    made = command("cert", "create", "--name", "ponder.test", data=ponder.data)
    assert made.returncode == 0, made.stderr
    folder = ponder.data / "tls"
    assert (folder / "key.pem").stat().st_mode & 0o777 == 0o600
    ponder.command += ["--tls-cert", str(folder / "cert.pem"), "--tls-key", str(folder / "key.pem")]
    ponder.start()
    assert ponder.url.startswith("https://127.0.0.1:")
    return ponder


def trusting(ponder: Ponder) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ponder.data / "tls" / "cert.pem"))


def test_tls_with_real_clients(tls: Ponder) -> None:
    key = make_key(tls)
    with httpx.Client(verify=trusting(tls), timeout=WAIT_S) as http:
        api = client(tls, key, http_client=http)
        assert api.models.list().data
        chunks = list(api.chat.completions.create(model="fake", messages=[USER], stream=True))
        assert chunks[-1].choices[0].finish_reason == "stop"
        large = {"role": "user", "content": "word " * 200_000}  # Larger than a TLS record, and than a read.
        answer = http.post(f"{tls.url}/v1/chat/completions", json={"messages": [large]}, headers={"x-api-key": key})
        assert answer.status_code == 400
        page = http.get(tls.url)
        assert page.status_code == 200
        assert "Ponder" in page.text
        login = http.post(f"{tls.url}/login", data={"key": key}, headers={"X-Forwarded-For": "192.0.2.1"})
        assert login.status_code == 303
        assert {"HttpOnly", "SameSite=Strict", "Secure"} <= set(login.headers["set-cookie"].split("; "))
    with pytest.raises(httpx.ConnectError, match="(?i)certificate"):
        httpx.get(tls.url)


def test_tls_1_2_and_1_3_but_nothing_older(tls: Ponder) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = trusting(tls)
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(("127.0.0.1", tls.port)) as raw:
            with context.wrap_socket(raw, server_hostname="ponder.test") as secure:
                secure.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert secure.recv(12) == b"HTTP/1.1 200"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", tls.port)) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw)
    assert httpx.get(f"{tls.url}/health", verify=trusting(tls)).status_code == 200


def test_a_client_that_speaks_no_tls_is_told_so(tls: Ponder) -> None:
    answer = httpx.get(tls.url.replace("https", "http"))
    assert answer.status_code == 400
    assert "https://" in answer.text
    for garbage in (b"\x16\x03\x01\x02\x00", b"\x16" + b"x" * 5000, b"\x16"):
        with socket.create_connection(("127.0.0.1", tls.port)) as raw:
            raw.sendall(garbage)
            raw.shutdown(socket.SHUT_WR)
            raw.settimeout(WAIT_S)
            try:
                while raw.recv(65536):
                    pass
            except ConnectionResetError:
                pass
    assert httpx.get(f"{tls.url}/health", verify=trusting(tls)).status_code == 200


def test_a_client_that_hangs_up_over_tls_ends_its_turn(make_ponder: object, tls: Ponder) -> None:
    with socket.create_connection(("127.0.0.1", tls.port)) as raw:
        secure = trusting(tls).wrap_socket(raw, server_hostname="localhost")
        body = json.dumps({"messages": [USER], "stream": True}).encode()
        secure.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                       b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert secure.recv(12) == b"HTTP/1.1 200"
    assert tls.stop() == 0


def test_files_that_are_no_certificate_are_named(make_ponder: object, tmp_path: Path) -> None:
    script = FIXTURES / "fake" / "demo.json"
    for arguments, words in [
        (["--tls-cert", str(script)], ["tls_cert and tls_key"]),
        (["--tls-cert", str(script), "--tls-key", str(script)], [str(script), "PEM"]),
        (["--tls-cert", "/no/such.pem", "--tls-key", str(script)], ["/no/such.pem"]),
    ]:
        ponder = make_ponder(start=False, arguments=tuple(arguments))
        ponder.spawn()
        assert ponder.process.wait(WAIT_S) == 2
        for word in words:
            assert word in ponder.said()


def test_pages_of_listed_origins_may_use_the_api(make_ponder: object) -> None:
    ponder = make_ponder(arguments=("--cors-origin", "https://app.example"))
    origin = {"Origin": "https://app.example"}
    wish = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    asked = httpx.options(f"{ponder.url}/v1/chat/completions", headers=wish)
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "https://app.example"
    assert "POST" in asked.headers["access-control-allow-methods"]
    answer = ponder.post("/v1/chat/completions", json={"messages": [USER], "stream": True}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert ponder.get("/v1/models", headers={"Origin": "https://evil.example"}).status_code == 403


def test_every_answer_has_a_request_id_and_sane_ones_are_kept(demo: Ponder) -> None:
    for path in ("/health", "/v1/models", "/nothing", "/v1/models/none"):
        assert demo.get(path).headers["x-request-id"].startswith("req_")
        assert demo.get(path, headers={"X-Request-Id": "my-id.7"}).headers["x-request-id"] == "my-id.7"
        for insane in ("a b", "x" * 65, "<script>", "a\tb"):
            assert demo.get(path, headers={"X-Request-Id": insane}).headers["x-request-id"].startswith("req_")


def test_a_retry_with_an_idempotency_key_is_not_done_twice(make_ponder: object) -> None:
    ponder = make_ponder()
    api = client(ponder, "none")
    headers = {"Idempotency-Key": "7d0c"}
    first, second = (api.chat.completions.create(model="fake", messages=[USER], extra_headers=headers)
                     for _ in range(2))
    assert first.id == second.id
    with pytest.raises(openai.UnprocessableEntityError, match="another body"):
        api.chat.completions.create(model="fake", messages=[USER, USER, USER], extra_headers=headers)
    turns = [ponder.post("/api/turns", json={"input": "hello"}, headers=headers).json() for _ in range(2)]
    assert turns[0] == turns[1]
