"""The pi agent's command line: one question with a plain answer, one in a conversation with tools on offer."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from cases import BASE, GREETING, MODEL, case, run  # noqa: E402

SCRATCH = Path(os.environ["SCRATCH"])
WAIT_S = 120


def ask(api: str, base: str, prompt: str) -> str:
    """What pi prints; it sees nothing of the machine but a folder of its own."""
    settings = SCRATCH / ".pi" / "agent" / "models.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    model = {"id": MODEL, "name": MODEL, "reasoning": False, "input": ["text"], "contextWindow": 8192,
             "maxTokens": 512, "cost": {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0}}
    settings.write_text(json.dumps({"providers": {"local": {"baseUrl": base, "api": api, "apiKey": "none",
                                                            "models": [model]}}}))
    variables = {"PATH": os.environ["PATH"], "HOME": str(SCRATCH), "PI_OFFLINE": "1"}
    words = [str(HERE / "node_modules" / ".bin" / "pi"), "--provider", "local", "--model", MODEL, "-p", prompt]
    done = subprocess.run(words, cwd=SCRATCH, env=variables, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=WAIT_S)
    assert done.returncode == 0, (done.stdout + done.stderr)[-500:]
    return done.stdout


@case
def chat_completions() -> None:
    assert GREETING in ask("openai-completions", f"{BASE}/v1", "say hi")


@case
def responses() -> None:
    assert GREETING in ask("openai-responses", f"{BASE}/v1", "say hi")


@case
def messages() -> None:
    assert GREETING in ask("anthropic-messages", BASE, "say hi")


run()
