"""A proxy that writes down the requests of a client, for replay/: what they are made of, not what they say.

Usage: record.py TARGET FILE.json   listens on a free port that it prints; each request is added to the file

Long texts are replaced by as many filler words, so that sizes and fields stay and nothing of the client's own
texts, nor of the machine that it ran on, is kept.
"""

import http.client
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

KEPT_HEADERS = {"content-type", "accept", "anthropic-version", "anthropic-beta", "openai-beta", "x-api-key"}
SHORT = 60  # Texts up to this length are names and enumerations.
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}|/[\w./-]{6,}")
FILLER = "some words that stand for others "


def scrubbed(value: object, key: str = "") -> object:
    if isinstance(value, dict):
        return {name: scrubbed(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [scrubbed(inner, key) for inner in value]
    if not isinstance(value, str):
        return value
    value = IDENTIFIER.sub("0000", value)
    prose = key in ("description", "instructions", "text", "content", "system", "input_text", "definition", "output")
    if len(value) > SHORT or (prose and "hi" not in value.split()):
        return (FILLER * (len(value) // len(FILLER) + 1))[:len(value)]
    return value


class Recorder(BaseHTTPRequestHandler):
    target = urlsplit("")
    file = Path()
    taken: list[dict] = []

    def relay(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if body:
            headers = {k.lower(): v for k, v in self.headers.items() if k.lower() in KEPT_HEADERS}
            headers |= {k: "none" for k in headers if k == "x-api-key"}
            self.taken.append({"method": self.command, "path": self.path, "headers": headers,
                               "body": scrubbed(json.loads(body))})
            self.file.write_text(json.dumps(self.taken, indent=1) + "\n")
        upstream = http.client.HTTPConnection(self.target.hostname, self.target.port)
        passed = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "accept-encoding")}
        upstream.request(self.command, self.path, body, passed | {"Host": f"127.0.0.1:{self.target.port}"})
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("content-type", "application/json"))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = relay  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


def main(target: str, file: str) -> None:
    Recorder.target, Recorder.file = urlsplit(target), Path(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
