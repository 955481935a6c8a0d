"""Tool loops of OpenAI's Agents SDK, over chat completions and over responses."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agents import (  # noqa: E402
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
    set_tracing_disabled,
)
from cases import BASE, GREETING, MODEL, case, run  # noqa: E402
from openai import AsyncOpenAI  # noqa: E402

set_tracing_disabled(True)
ASKED: list[str] = []


@function_tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    ASKED.append(city)
    return "18 degrees"


@asynccontextmanager
async def agent(kind: type) -> AsyncIterator[Agent]:
    async with AsyncOpenAI(base_url=f"{BASE}/v1", api_key="none", max_retries=0) as client:
        yield Agent(name="helper", instructions="Be short.", tools=[get_weather],
                    model=kind(model=MODEL, openai_client=client))


async def plain(kind: type) -> None:
    async with agent(kind) as helper:
        result = await Runner.run(helper, "hello")
    assert result.final_output == GREETING


async def loop(kind: type) -> None:
    ASKED.clear()
    async with agent(kind) as helper:
        result = await Runner.run(helper, "what is the weather in Paris?")
    assert result.final_output == "It is 18 degrees in Paris."
    assert ASKED == ["Paris"]


async def stream(kind: type) -> None:
    ASKED.clear()
    async with agent(kind) as helper:
        result = Runner.run_streamed(helper, "what is the weather in two cities?")
        kinds = {event.type async for event in result.stream_events()}
    assert "raw_response_event" in kinds
    assert result.final_output == "It is 18 degrees in Paris."
    assert sorted(ASKED) == ["Oslo", "Paris"]


@case
async def chat_plain_answer() -> None:
    await plain(OpenAIChatCompletionsModel)


@case
async def chat_tool_loop() -> None:
    await loop(OpenAIChatCompletionsModel)


@case
async def chat_streamed_parallel_tools() -> None:
    await stream(OpenAIChatCompletionsModel)


@case
async def responses_plain_answer() -> None:
    await plain(OpenAIResponsesModel)


@case
async def responses_tool_loop() -> None:
    await loop(OpenAIResponsesModel)


@case
async def responses_streamed_parallel_tools() -> None:
    await stream(OpenAIResponsesModel)


run()
