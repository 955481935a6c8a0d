"""What only weights can show, with the official clients: grammars that bind the answer, choices that
differ, tools that are called."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import anthropic
import openai
import pytest
from ponder import WAIT_S, Ponder

MODELS = Path(os.environ.get("PONDER_CACHE") or Path.home() / ".cache" / "ponder") / "models"
SMALL, WITH_TOOLS = MODELS / "smollm2-135m.gguf", MODELS / "qwen2.5-coder-0.5b.gguf"
TELL = [{"role": "user", "content": "Tell me about the river Aare in Bern."}]
PERSON = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 20},
                                           "age": {"type": "integer", "minimum": 0, "maximum": 120}},
          "required": ["name", "age"], "additionalProperties": False}
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = {"type": "function", "function": {"name": "get_weather", "parameters": CITY,
                                            "description": "The weather of a city."}}
TIME = {"type": "function", "function": {"name": "get_time", "parameters": CITY,
                                         "description": "The time in a city."}}
ASK_WEATHER = [{"role": "user", "content": "What is the weather in Bern?"}]


def served(model: Path, folder: Path) -> Iterator[Ponder]:
    program = Ponder(model, folder / "data", log=folder / "log.txt", arguments=("--context", "4096"))
    program.start()
    yield program
    assert program.stop() == 0


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ponder]:
    yield from served(SMALL, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ponder]:
    if not WITH_TOOLS.exists():
        pytest.skip(f"{WITH_TOOLS} is not there: make models")
    yield from served(WITH_TOOLS, tmp_path_factory.mktemp("caller"))


def chat(ponder: Ponder) -> openai.OpenAI:
    return openai.OpenAI(base_url=ponder.url + "/v1", api_key="none", max_retries=0, timeout=4 * WAIT_S,
                         _strict_response_validation=True)


def messages(ponder: Ponder) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=ponder.url, api_key="none", max_retries=0, timeout=4 * WAIT_S,
                               _strict_response_validation=True)


def check_person(text: str) -> None:
    person = json.loads(text)
    assert set(person) == {"name", "age"}
    assert isinstance(person["name"], str)
    assert 0 <= person["age"] <= 120


@pytest.mark.parametrize("mode", ["instant", "thinking", "contemplating"])
def test_a_schema_binds_the_answer(small: Ponder, mode: str) -> None:
    with chat(small) as client:
        answer = client.chat.completions.create(
            model="", messages=[{"role": "user", "content": "Invent a person."}], max_tokens=200, seed=1,
            response_format={"type": "json_schema", "json_schema": {"name": "person", "schema": PERSON}},
            extra_body={"ponder": {"mode": mode, **({"agents": 3} if mode == "contemplating" else {})}})
    check_person(answer.choices[0].message.content)


def test_json_mode_and_a_grammar(small: Ponder) -> None:
    with chat(small) as client:
        asked = {"model": "", "seed": 1, "max_tokens": 400,
                 "messages": [{"role": "user", "content": "Write a short JSON object with one key."}]}
        answer = client.chat.completions.create(**asked, response_format={"type": "json_object"})
        if answer.choices[0].finish_reason == "stop":
            assert isinstance(json.loads(answer.choices[0].message.content), dict)
        assert answer.choices[0].message.content.lstrip().startswith("{")
        bound = client.chat.completions.create(**asked, extra_body={"grammar": 'root ::= "yes" | "no"'})
    assert bound.choices[0].message.content in ("yes", "no")


def test_messages_can_be_bound_as_well(small: Ponder) -> None:
    with messages(small) as client:
        answer = client.messages.create(
            model="smollm2-135m", max_tokens=200, extra_body={"seed": 1},
            messages=[{"role": "user", "content": "Invent a person."}],
            output_config={"format": {"type": "json_schema", "schema": PERSON}})
    check_person(answer.content[0].text)


def test_choices_differ_and_share_the_prompt(small: Ponder) -> None:
    asked = {"model": "", "messages": TELL, "n": 4, "seed": 5, "temperature": 1.5, "max_tokens": 24}
    with chat(small) as client:
        first = client.chat.completions.create(**asked)
        again = client.chat.completions.create(**asked)
        streamed = [""] * 4
        for chunk in client.chat.completions.create(**asked, stream=True):
            for choice in chunk.choices:
                streamed[choice.index] += choice.delta.content or ""
    told = [choice.message.content for choice in first.choices]
    assert len(set(told)) == 4
    assert first.usage.completion_tokens <= 4 * 24
    assert first.usage.prompt_tokens == again.usage.prompt_tokens < 100
    assert again.usage.prompt_tokens_details.cached_tokens > 0
    assert all(streamed)
    assert len(set(streamed)) == 4


def test_logprobs_and_penalties(small: Ponder) -> None:
    with chat(small) as client:
        answer = client.chat.completions.create(
            model="", messages=TELL, logprobs=True, top_logprobs=3, max_tokens=12, temperature=0,
            presence_penalty=0.5, frequency_penalty=0.5, n=2)
    for choice in answer.choices:
        assert "".join(t.token for t in choice.logprobs.content) == choice.message.content
        assert all(len(t.top_logprobs) == 3 for t in choice.logprobs.content)


def test_more_tokens_than_fit_are_cut_to_the_context(small: Ponder) -> None:
    with chat(small) as client:
        answer = client.chat.completions.create(model="", messages=TELL, max_completion_tokens=1_000_000,
                                                stop=["."], seed=1)
    assert "." not in answer.choices[0].message.content
    with messages(small) as client:
        told = client.messages.create(model="smollm2-135m", messages=TELL, max_tokens=1_000_000,
                                      stop_sequences=["."], extra_body={"seed": 1})
    assert told.stop_reason == "stop_sequence"
    assert told.stop_sequence == "."


def test_counted_tokens_are_those_of_the_prompt(small: Ponder) -> None:
    with messages(small) as client:
        asked = {"model": "smollm2-135m", "messages": TELL, "system": "Be short."}
        counted = client.messages.count_tokens(**asked).input_tokens
        usage = client.messages.create(**asked, max_tokens=1).usage
        with client.messages.stream(**asked, max_tokens=1) as stream:
            started = next(event for event in stream if event.type == "message_start")
    assert counted == usage.input_tokens + usage.cache_read_input_tokens
    assert started.message.usage.input_tokens == counted


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_time"}}],
                         ids=["required", "named"])
def test_a_tool_that_must_be_called(caller: Ponder, choice: object, streamed: bool) -> None:
    asked = {"model": "", "messages": ASK_WEATHER, "tools": [WEATHER, TIME], "tool_choice": choice,
             "parallel_tool_calls": False, "seed": 1, "max_tokens": 200}
    with chat(caller) as client:
        if streamed:
            with client.chat.completions.stream(**asked) as stream:
                answer = stream.get_final_completion()
        else:
            answer = client.chat.completions.create(**asked)
    assert answer.choices[0].finish_reason == "tool_calls"
    [call] = answer.choices[0].message.tool_calls
    assert call.function.name in (["get_weather", "get_time"] if choice == "required" else ["get_time"])
    assert isinstance(json.loads(call.function.arguments)["city"], str)


def test_each_choice_may_call(caller: Ponder) -> None:
    with chat(caller) as client:
        answer = client.chat.completions.create(model="", messages=ASK_WEATHER, tools=[WEATHER], n=2, seed=1,
                                                tool_choice="required", max_tokens=200)
    for choice in answer.choices:
        assert choice.finish_reason == "tool_calls"
        assert all("city" in json.loads(call.function.arguments) for call in choice.message.tool_calls)


def test_tools_for_a_model_whose_template_knows_none(small: Ponder) -> None:
    city = {"type": "object", "properties": {"city": {"enum": ["Bern", "Oslo"]}}, "required": ["city"]}
    tool = {"type": "function", "function": {"name": "get_weather", "parameters": city}}
    asked = {"model": "", "seed": 1, "max_tokens": 100, "tools": [tool], "parallel_tool_calls": False}
    with chat(small) as client:
        answer = client.chat.completions.create(**asked, messages=ASK_WEATHER, tool_choice="required")
        [call] = answer.choices[0].message.tool_calls
        assert json.loads(call.function.arguments)["city"] in ("Bern", "Oslo")
        told = [*ASK_WEATHER, answer.choices[0].message.model_dump(exclude_none=True),
                {"role": "tool", "tool_call_id": call.id, "content": "Sunny, 23 degrees."}]
        again = client.chat.completions.create(**asked, messages=told, tool_choice="none")
        untold = client.chat.completions.create(**asked, messages=ASK_WEATHER, tool_choice="none")
    assert again.choices[0].message.content
    assert again.usage.prompt_tokens > untold.usage.prompt_tokens + 10  # The call and its result are read.


def test_no_tool_where_none_may_be_called(caller: Ponder) -> None:
    with chat(caller) as client:
        answer = client.chat.completions.create(model="", messages=ASK_WEATHER, tools=[WEATHER], seed=1,
                                                tool_choice="none", max_tokens=40)
    assert answer.choices[0].message.tool_calls is None
    assert answer.choices[0].message.content


def test_a_tool_loop_in_messages(caller: Ponder) -> None:
    tools = [{"name": "get_weather", "description": "The weather of a city.", "input_schema": CITY}]
    asked = {"model": "qwen2.5-coder-0.5b", "max_tokens": 200, "tools": tools, "extra_body": {"seed": 1}}
    with messages(caller) as client:
        with client.messages.stream(**asked, messages=ASK_WEATHER, tool_choice={"type": "any"}) as stream:
            kinds = [event.delta.type for event in stream if event.type == "content_block_delta"]
            message = stream.get_final_message()
        assert "input_json_delta" in kinds
        assert message.stop_reason == "tool_use"
        call = message.content[-1]
        assert isinstance(call.input["city"], str)
        told = [*ASK_WEATHER, {"role": "assistant", "content": message.content},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": block.id,
                                              "content": "Sunny, 23 degrees."}
                                             for block in message.content if block.type == "tool_use"]}]
        again = client.messages.create(**asked, messages=told, tool_choice={"type": "none"})
    assert again.content[-1].type == "text"
    assert again.usage.cache_read_input_tokens > 0
