"""Runs clients that others wrote against `ponder serve` with a scripted model, each client in an
environment of its own, and writes what came out as a table.
"""

import argparse
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import npm  # noqa: E402
import venv  # noqa: E402
from places import BUILD, CACHE, MODELS, say  # noqa: E402

PROGRAM = os.environ.get("PONDER_PROGRAM", str(BUILD / "ponder"))
READY = "Ponder is ready at "
WAIT_S = 60
CLIENT_S = 600
HELPERS = {"ajv", "filelock", "httpx", "jsonschema", "pytest", "pytest-timeout", "requests", "ts-json-schema-generator",
           "wget"}  # Not what is proven.
DOCUMENT = ROOT / "docs" / "conformance.md"
ABOUT = """# Conformance

What clients that nobody here wrote find when they talk to Ponder. `make conformance` runs them all, each in an
environment of its own, against `ponder serve` with a scripted model (llama.cpp's tests: with SmolLM2-135M and all-minilm-l6-v2);
`ARGS=--write` writes this file. "strict": every answer and event is held to the types that the client itself declares. A case that does not apply to Ponder is listed with its reason.

"""


@dataclass
class Client:
    name: str
    folder: str
    kind: str  # "node", "python", "pytest", "script" (our own Python, no packages)
    about: str
    files: tuple[str, ...] = ()  # "pytest" only.

    @property
    def place(self) -> Path:
        return HERE / self.folder

    @property
    def key(self) -> str:
        """What a command line calls it."""
        return self.place.name


CLIENTS = [
    Client("OpenAI and Anthropic SDKs (Python)", "../e2e", "pytest", "lax, and strict about every answer",
           ("test_openai_client.py", "test_responses.py", "test_anthropic_client.py", "test_embeddings.py")),
    Client("OpenAI and Anthropic SDKs (Node)", "node_sdks", "node", "chat, completions, embeddings, responses, messages"),
    Client("Vercel AI SDK", "ai_sdk", "node", "four providers: text, streams, tools, objects"),
    Client("LiteLLM", "litellm", "python", "translates OpenAI's and Anthropic's API"),
    Client("LangChain", "langchain", "python", "chat models, tools, structured output, embeddings"),
    Client("OpenAI Agents SDK", "agents", "python", "tool loops over chat completions and responses"),
    Client("pi", "pi", "node-driver", "an agent's command line"),
    Client("opencode and Codex", "replay", "script", "their recorded requests, replayed"),
    Client("Open Responses", "open_responses", "pytest",
           "every answer and event against the schema, and the suite's seven compliance cases",
           ("test_compliance.py", "test_schema.py")),
    Client("Schemathesis", "schemathesis", "python",
           "requests made from our own OpenAPI document: examples, coverage, fuzzing, chains"),
    Client("llama.cpp's server tests", "llama_server", "python", "the part that is not about llama-server itself"),
]


@dataclass
class Outcome:
    client: Client
    version: str = ""
    cases: list[dict] = field(default_factory=list)

    def count(self, result: str) -> int:
        return sum(1 for case in self.cases if case["result"] == result)


@contextmanager
def served() -> Iterator[str]:
    """The address of a program with the scripted model; it ends with the block."""
    with tempfile.TemporaryDirectory() as home:
        # Settings of the machine must not reach the program.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PONDER_")} | {"HOME": home}
        with (Path(home) / "log.txt").open("w") as log:
            process = subprocess.Popen(
                [PROGRAM, "serve", "--model", f"fake:{HERE / 'script.json'}", "--port", "0", "--data", f"{home}/data"],
                stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        try:
            readable, _, _ = select.select([process.stdout], [], [], WAIT_S)
            line = process.stdout.readline() if readable else ""
            if not line.startswith(READY):
                raise RuntimeError(f"the server did not start: {(Path(home) / 'log.txt').read_text()[-2000:]}")
            yield line.removeprefix(READY).strip()
        finally:
            process.terminate()
            try:
                process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def versions(folder: Path) -> str:
    """What a client's folder pins, by name."""
    if (folder / "package.json").exists():
        pinned = json.loads((folder / "package.json").read_text())["dependencies"]
    elif (folder / "requirements.txt").exists():
        lines = (folder / "requirements.txt").read_text().splitlines()
        pinned = dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    else:
        pinned = json.loads((folder / "versions.json").read_text())
    return ", ".join(f"{name} {version}" for name, version in pinned.items() if name not in HELPERS)


def command(client: Client) -> list[str]:
    """The client's cases, in its environment."""
    folder = client.place
    if client.kind == "pytest":
        return [str(venv.ensure(folder / "requirements.txt")), str(HERE / "pytest_cases.py"), *client.files]
    if client.kind == "node":
        return ["node", str(npm.ensure(folder) / "cases.mjs")]
    if client.kind == "python":
        return [str(venv.ensure(folder / "requirements.txt")), str(folder / "cases.py")]
    if client.kind == "node-driver":
        npm.ensure(folder)
    return [sys.executable, str(folder / "cases.py")]


def run(client: Client) -> Outcome:
    """All cases of one client against a fresh server. A client that says nothing has failed."""
    outcome = Outcome(client, versions(client.place))
    say(f"----- {client.name} -----")
    words = command(client)
    with served() as base, tempfile.TemporaryDirectory() as scratch:
        variables = npm.environment() | {"BASE": base, "MODEL": "fake", "HOME": scratch, "SCRATCH": scratch,
                                         "PONDER_PROGRAM": PROGRAM, "PONDER_TEST_MODELS": str(MODELS),
                                         "PONDER_CACHE": str(CACHE)}
        try:
            child = subprocess.run(words, cwd=client.place, env=variables, stdout=subprocess.PIPE,
                                   text=True, timeout=CLIENT_S)
            output, code = child.stdout, child.returncode
        except subprocess.TimeoutExpired as late:
            output, code = (late.stdout or b"").decode(), f"stopped after {CLIENT_S} s"
    for line in output.splitlines():
        if line.startswith('{"case"'):
            outcome.cases.append(json.loads(line))
    if code != 0 or not outcome.cases:
        outcome.cases.append({"case": "runs to its end", "result": "fail", "why": f"exit code {code}"})
    for case in outcome.cases:
        if case["result"] == "fail":
            print(f"FAIL {case['case']}: {case.get('why', '')}", flush=True)
    return outcome


def cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def document(outcomes: list[Outcome]) -> str:
    rows = ["| client | version | proves | passed | failed | not applicable |", "| --- | --- | --- | --: | --: | --: |"]
    rows += [f"| {o.client.name} | {o.version} | {o.client.about} | {o.count('pass')} | {o.count('fail')} "
             f"| {o.count('skip')} |" for o in outcomes]
    for outcome in outcomes:
        rows += ["", f"## {outcome.client.name}", "", "| case | result |", "| --- | --- |"]
        for case in outcome.cases:
            why = f": {cell(case['why'])}" if case.get("why") else ""
            word = {"pass": "passed", "fail": "**failed**", "skip": "not applicable"}[case["result"]]
            rows.append(f"| {cell(case['case'])} | {word}{why} |")
    return ABOUT + "\n".join(rows) + "\n"


def chosen(arguments: list[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="run.py", description="Runs clients that others wrote against Ponder.")
    options.add_argument("--write", action="store_true", help="renew docs/conformance.md; needs all clients")
    options.add_argument("clients", nargs="*", metavar="CLIENT", help=", ".join(c.key for c in CLIENTS))
    choice = options.parse_args(arguments)
    if unknown := set(choice.clients) - {client.key for client in CLIENTS}:
        options.error(f"no client {sorted(unknown)[0]!r}: one of {', '.join(c.key for c in CLIENTS)}")
    if choice.write and choice.clients:
        options.error("--write needs all clients: name none")
    return choice


def main(arguments: list[str]) -> int:
    choice = chosen(arguments)
    if shutil.which(PROGRAM) is None:
        print(f"no program {PROGRAM}: build it first")
        return 2
    outcomes = [run(client) for client in CLIENTS if not choice.clients or client.key in choice.clients]
    text = document(outcomes)
    reports = BUILD / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "conformance.md").write_text(text)
    if choice.write:
        DOCUMENT.write_text(text)
    passed, failed, skipped = (sum(o.count(r) for o in outcomes) for r in ("pass", "fail", "skip"))
    for o in outcomes:
        print(f"{o.client.key:<14}{o.count('pass'):>5} passed {o.count('fail'):>4} failed {o.count('skip'):>4} "
              "not applicable")
    print(f"{skipped} not applicable\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
