"""Replays requests that agents' command lines made once (record.py), and looks at what comes back."""

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from cases import BASE, FOUND, MODEL, run  # noqa: E402


def answer_of(request: dict) -> str:
    body = json.dumps(request["body"] | {"model": MODEL}).encode()
    wire = urllib.request.Request(BASE + request["path"], body, request["headers"], method=request["method"])
    try:
        with urllib.request.urlopen(wire, timeout=60) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        raise AssertionError(f"{refused.code}: {refused.read().decode()[:400]}") from refused


def check(request: dict) -> None:
    text = answer_of(request)
    if not request["body"].get("stream"):
        assert json.loads(text), text[:200]
        return
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    assert events, text[:200]
    assert not any("error" in event and event["error"] for event in events), text[-400:]
    ends = {"response.completed", "message_stop"}
    finished = "data: [DONE]" in text or events[-1].get("type") in ends
    assert finished, f"the stream has no end: {text[-200:]}"


for file in sorted(HERE.glob("*.requests.json")):
    for number, request in enumerate(json.loads(file.read_text()), 1):
        name = f"{file.name.split('.')[0]}: request {number}, {request['path']}, {len(json.dumps(request['body']))} bytes"
        FOUND.append((name, lambda request=request: check(request)))

run()
