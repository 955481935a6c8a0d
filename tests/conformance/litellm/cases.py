"""LiteLLM, which translates what it gets into its own form and so notices what is missing."""

import os
import sys
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # Else it asks the network at import.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import litellm  # noqa: E402
from cases import BASE, GREETING, MODEL, WEATHER, case, run  # noqa: E402

litellm.suppress_debug_info = True
OPENAI = {"model": f"openai/{MODEL}", "api_base": f"{BASE}/v1", "api_key": "none", "max_retries": 0}
ANTHROPIC = {"model": f"anthropic/{MODEL}", "api_base": BASE, "api_key": "none", "max_retries": 0}
HELLO = [{"role": "user", "content": "hello"}]
TOOL = {"type": "function", "function": {"name": "get_weather", "description": "The weather.",
                                         "parameters": WEATHER}}


def whole(route: dict) -> None:
    answer = litellm.completion(messages=HELLO, max_tokens=100, **route)
    assert answer.choices[0].message.content == GREETING
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens > 0


def streamed(route: dict) -> None:
    text = "".join(chunk.choices[0].delta.content or ""
                   for chunk in litellm.completion(messages=HELLO, max_tokens=100, stream=True, **route))
    assert text == GREETING


def tools(route: dict) -> None:
    messages = [{"role": "user", "content": "what is the weather in Paris?"}]
    first = litellm.completion(messages=messages, tools=[TOOL], max_tokens=200, **route)
    call = first.choices[0].message.tool_calls[0]
    assert call.function.name == "get_weather"
    messages += [first.choices[0].message.model_dump(),
                 {"role": "tool", "tool_call_id": call.id, "content": "18 degrees"}]
    second = litellm.completion(messages=messages, tools=[TOOL], max_tokens=200, **route)
    assert second.choices[0].message.content == "It is 18 degrees in Paris."


@case
def openai_whole_answer() -> None:
    whole(OPENAI)


@case
def openai_stream() -> None:
    streamed(OPENAI)


@case
def openai_tool_loop() -> None:
    tools(OPENAI)


@case
def openai_embeddings() -> None:
    answer = litellm.embedding(input=["a", "b"], **OPENAI)
    assert [len(item["embedding"]) for item in answer.data] == [64, 64]


@case
def openai_text_completion() -> None:
    answer = litellm.text_completion(prompt="hello", max_tokens=100, model=f"text-completion-openai/{MODEL}",
                                     api_base=f"{BASE}/v1", api_key="none")
    assert answer.choices[0].text


@case
def openai_responses() -> None:
    answer = litellm.responses(input="hello", **OPENAI)
    assert answer.output[-1].content[0].text == GREETING


@case
def anthropic_whole_answer() -> None:
    whole(ANTHROPIC)


@case
def anthropic_stream() -> None:
    streamed(ANTHROPIC)


@case
def anthropic_tool_loop() -> None:
    tools(ANTHROPIC)


run()
