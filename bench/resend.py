"""What agents' command lines do all day: the whole conversation again, with one more turn."""

import json
from pathlib import Path

from client import post
from report import Row
from servers import Server, ponder

REQUESTS = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "replay"
CONTEXT = 32768
ANSWER_TOKENS = 24
NEXT = "Thanks. Now list the files of this folder."


def recorded(client: str) -> dict:
    """The body of the longest request that a client's recording has, for whatever model is served."""
    requests = json.loads((REQUESTS / f"{client}.requests.json").read_text())
    body = max(requests, key=lambda request: len(json.dumps(request)))["body"]
    return {key: value for key, value in body.items() if key != "model"}


def ask(server: Server, path: str, body: dict) -> dict:
    return json.loads(post(server.port, path, body).read())


def chat_twice(server: Server) -> tuple[int, int]:
    """opencode over chat completions: tokens of the first prompt, and how many the second one reused."""
    body = recorded("opencode") | {"stream": False, "max_tokens": ANSWER_TOKENS, "temperature": 0}
    body.pop("stream_options", None)
    first = ask(server, "/v1/chat/completions", body)
    message = {key: value for key, value in first["choices"][0]["message"].items() if value}
    body["messages"] = [*body["messages"], message, {"role": "user", "content": NEXT}]
    again = ask(server, "/v1/chat/completions", body)["usage"]
    return first["usage"]["prompt_tokens"], again["prompt_tokens_details"]["cached_tokens"]


def responses_twice(server: Server) -> tuple[int, int]:
    """Codex over responses."""
    body = recorded("codex") | {"stream": False, "max_output_tokens": ANSWER_TOKENS, "temperature": 0}
    first = ask(server, "/v1/responses", body)
    body["input"] = [*body["input"], *first["output"],
                     {"type": "message", "role": "user", "content": [{"type": "input_text", "text": NEXT}]}]
    again = ask(server, "/v1/responses", body)["usage"]
    return first["usage"]["input_tokens"], again["input_tokens_details"]["cached_tokens"]


def resend(program: Path, model: str) -> list[Row]:
    """The share of the first prompt that the second request finds in the prefix cache."""
    rows = []
    with ponder(program, model, "--context", str(CONTEXT)) as server:
        for name, twice in (("opencode", chat_twice), ("Codex", responses_twice)):
            tokens, cached = twice(server)
            rows += [Row("resend", f"{name}'s prompt, found in the cache", "share", [cached / tokens], goal=">=0.95"),
                     Row("resend", f"{name}'s prompt", "tokens", [tokens])]
    return rows
