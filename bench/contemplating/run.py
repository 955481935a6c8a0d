"""The same problems through Ponder's modes and through llama-server as its users vote today.

Ways: `ponder greedy`, `ponder quick`, `ponder standard` (contemplating with these presets); `peer greedy` (one answer at temperature 0), `peer 8
requests` (eight at once, counted by the client), `peer n=8` (one request for eight answers). All are asked
about each problem in turn, so whatever slows the machine slows all of them. Answers are kept as JSON lines;
`ponder eval --report FILE --html PAGE` scores them all alike, with intervals and charts.

    python3 bench/contemplating/run.py --data problems.jsonl --limit 30 --out answers.jsonl
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import report  # noqa: E402
from client import chats, post  # noqa: E402
from majority import majority  # noqa: E402
from run import MODEL, model_file  # noqa: E402
from servers import Server, llama_server, ponder  # noqa: E402

VOTERS = 8
STEPS = "\n\nPlease reason step by step, and put your final answer within \\boxed{}."
SAMPLING = {"temperature": 0.8, "top_p": 0.95}


@dataclass
class Given:
    """One answer and what it cost."""
    answer: str
    tokens: int
    agents: int = 1
    used: int = 1
    saved: int = 0
    agreement: float = 0.0
    first_token_ms: float = 0.0


def whole(server: Server, body: dict) -> dict:
    return json.loads(post(server.port, "/v1/chat/completions", body).read())


def question(text: str, tokens_max: int, **fields) -> dict:
    return {"messages": [{"role": "user", "content": text}], "max_tokens": tokens_max, **fields}


def ours(server: Server, mode: str, text: str, tokens_max: int, **fields) -> Given:
    model = json.loads(server.get("/v1/models"))["data"][0]["id"]
    answer = whole(server, question(text, tokens_max, model=f"{model}:{mode}", **fields))
    told = answer["ponder"]
    return Given(answer["choices"][0]["message"]["content"] or "", answer["usage"]["completion_tokens"],
                 told["agents_started"], told["agents_used"], told["tokens_saved"], told["agreement"],
                 told["first_token_ms"])


def contemplated(server: Server, preset: str, text: str, tokens_max: int, seed: int) -> Given:
    return ours(server, "contemplating", text, tokens_max, seed=seed, ponder={"preset": preset})


def peer_greedy(server: Server, text: str, tokens_max: int, seed: int) -> Given:
    answer = whole(server, question(text + STEPS, tokens_max, temperature=0))
    return Given(answer["choices"][0]["message"]["content"], answer["usage"]["completion_tokens"])


def peer_requests(server: Server, text: str, tokens_max: int, seed: int) -> Given:
    """Eight requests at once, each with a seed of its own."""
    streams, threads = chats(server.port, [text + STEPS] * VOTERS, tokens_max, **SAMPLING,
                             each=[{"seed": seed + k} for k in range(VOTERS)])
    for thread in threads:
        thread.join()
    answer, agreement = majority([stream.text for stream in streams])
    first = min(stream.times[0] - stream.sent for stream in streams if stream.times)
    return Given(answer, sum(stream.tokens for stream in streams), VOTERS, VOTERS, 0, agreement, first * 1000)


def peer_n(server: Server, text: str, tokens_max: int, seed: int) -> Given:
    """One request for eight answers: the server reads the prompt once."""
    answer = whole(server, question(text + STEPS, tokens_max, n=VOTERS, seed=seed, **SAMPLING))
    texts = [choice["message"]["content"] or "" for choice in answer["choices"]]
    winner, agreement = majority(texts)
    return Given(winner, answer["usage"]["completion_tokens"], VOTERS, len(texts), 0, agreement)


def ways(mine: Server, peer: Server) -> dict:
    return {
        "ponder greedy": lambda *asked: ours(mine, "thinking", asked[0], asked[1], temperature=0),
        "ponder quick": lambda *asked: contemplated(mine, "quick", *asked),
        "ponder standard": lambda *asked: contemplated(mine, "standard", *asked),
        "peer greedy": lambda *asked: peer_greedy(peer, *asked),
        f"peer {VOTERS} requests": lambda *asked: peer_requests(peer, *asked),
        f"peer n={VOTERS}": lambda *asked: peer_n(peer, *asked),
    }


def json_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def problems_of(given: argparse.Namespace) -> list[tuple[int, str, str]]:
    """Number, question, expected answer."""
    rows = json_lines(given.data)
    numbers = range(len(rows))
    if given.recorded:
        numbers = [row["problem"] for row in json_lines(given.recorded) if "problem" in row]
    found = [(number, rows[number].get("question") or rows[number]["problem"], str(rows[number]["answer"]))
             for number in numbers if not given.half or number % 2 == ("even", "odd").index(given.half)]
    return found[given.offset:given.offset + given.limit if given.limit else None]


def done_in(path: Path) -> set[tuple[int, str]]:
    if not path.exists():
        return set()
    return {(row["problem"], row["mode"]) for row in json_lines(path) if "mode" in row}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="JSON lines of question and answer")
    parser.add_argument("--half", choices=["even", "odd"], default="", help="only problems with such numbers")
    parser.add_argument("--recorded", type=Path, help="only problems of this recording, in its order")
    parser.add_argument("--ways", default="", help="only these, a comma between them")
    parser.add_argument("--limit", type=int, default=0, help="so many problems; 0: all")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--model", default=MODEL, help="a pulled model or a .gguf file")
    parser.add_argument("--max-tokens", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ponder", type=Path, default=report.ROOT / "build" / "ponder")
    parser.add_argument("--peer", type=Path, default=report.ROOT / "build" / "peers" / "bin" / "llama-server")
    parser.add_argument("--out", type=Path, required=True, help="answers; gone on with where it exists")
    given = parser.parse_args()

    model = model_file(given.model)
    done = done_in(given.out)
    with ponder(given.ponder.resolve(), model) as mine, llama_server(given.peer.resolve(), model, VOTERS) as peer, \
            given.out.open("a") as out:
        if not done:
            out.write(json.dumps({"results": 1, "model": Path(model).stem, "data": given.data.name,
                                  "machine": report.machine(), "commit": report.commit()}) + "\n")
        for number, text, expected in problems_of(given):
            for index, (name, ask) in enumerate(ways(mine, peer).items()):
                if (number, name) in done or (given.ways and name not in given.ways.split(",")):
                    continue
                begin = time.monotonic()
                # Begins otherwise for each way: no server knows the question from the way before.
                answer = ask(f"Question {number}.{index}: {text}", given.max_tokens, given.seed + number * VOTERS)
                wall_ms = (time.monotonic() - begin) * 1000
                out.write(json.dumps({
                    "problem": number, "mode": name, "answer": answer.answer, "expected": expected,
                    "wall_ms": wall_ms, "first_token_ms": answer.first_token_ms, "tokens": answer.tokens,
                    "tokens_saved": answer.saved, "agents_started": answer.agents, "agents_used": answer.used,
                    "agreement": answer.agreement}) + "\n")
                out.flush()
                print(f"problem {number}, {name}: {wall_ms / 1000:.1f} s", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
