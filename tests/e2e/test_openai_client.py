"""OpenAI's own Python client against the program: lax, and strict about every field of an answer."""

import json
from collections.abc import Iterator

import openai
import pytest
from ponder import WAIT_S, Ponder

HELLO = [{"role": "user", "content": "hello"}]
GREETING = "Hello! How can I help?"
QUESTION = [{"role": "user", "content": "What is 6 times 7?"}]
TOOLS = [{"type": "function",
          "function": {"name": "get_weather", "description": "The weather of a city.",
                       "parameters": {"type": "object", "properties": {"city": {"type": "string"}},
                                      "required": ["city"]}}}]


@pytest.fixture(params=[False, True], ids=["lax", "strict"])
def client(request: pytest.FixtureRequest, demo: Ponder) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=demo.url + "/v1", api_key="none", max_retries=0, timeout=WAIT_S,
                       _strict_response_validation=request.param) as made:
        yield made


def test_whole_answer(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="fake", messages=HELLO)
    assert answer.choices[0].message.content == GREETING
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model.startswith("fake")
    assert answer.usage.completion_tokens == len(GREETING) + 1  # The end of turn is a token too.
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_stream(client: openai.OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="fake", messages=HELLO, stream=True,
                                                 stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == GREETING
    assert sum(1 for c in chunks if c.choices and c.choices[0].delta.content) > 1
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens == len(GREETING) + 1  # The end of turn is a token too.
    assert len({c.id for c in chunks}) == 1


def test_stream_helper(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model="fake", messages=HELLO) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_completion()
    assert "content.delta" in kinds
    assert final.choices[0].message.content == GREETING


def test_models(client: openai.OpenAI) -> None:
    names = {model.id for model in client.models.list()}
    assert names >= {"fake", "fake:instant", "fake:thinking", "fake:contemplating"}
    assert client.models.retrieve("fake:thinking").id == "fake:thinking"


@pytest.mark.parametrize(("fields", "mode"), [
    ({}, "instant"),
    ({"model": "fake:instant"}, "instant"),
    ({"model": "fake:thinking"}, "thinking"),
    ({"model": "fake:contemplating"}, "contemplating"),
    ({"reasoning_effort": "none"}, "instant"),
    ({"reasoning_effort": "minimal"}, "instant"),
    ({"reasoning_effort": "low"}, "thinking"),
    ({"reasoning_effort": "high"}, "thinking"),
    ({"reasoning_effort": "xhigh"}, "contemplating"),
    ({"extra_body": {"ponder": {"mode": "thinking"}}}, "thinking"),
    ({"model": "fake:thinking", "extra_body": {"ponder": {"mode": "instant"}}}, "instant"),
])
def test_modes(client: openai.OpenAI, fields: dict, mode: str) -> None:
    answer = client.chat.completions.create(**{"model": "fake", "messages": QUESTION, "seed": 0, **fields})
    assert answer.model_extra["ponder"]["mode"] == mode
    assert "42" in answer.choices[0].message.content


def test_contemplating_reports_its_gain_and_cost(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="fake:contemplating", messages=QUESTION, seed=0,
                                            extra_body={"ponder": {"agents": 8}})
    report = answer.model_extra["ponder"]
    assert report["agents_used"] >= 3
    assert report["agents_started"] >= report["agents_used"]
    assert 0.5 < report["agreement"] <= 1
    assert report["tallies"][0]["normalised"] == "42"
    assert report["tokens_spent"] > 0
    assert answer.choices[0].message.model_extra["reasoning_content"]


def test_thinking_is_apart_from_the_answer(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="fake:thinking", messages=QUESTION, seed=0)
    message = answer.choices[0].message
    assert message.content.strip() == "42"
    assert "Six sevens" in message.model_extra["reasoning_content"]
    assert "Six sevens" not in message.content


def test_tool_call_and_its_result(client: openai.OpenAI) -> None:
    asked = [{"role": "user", "content": "What is the weather in Bern?"}]
    answer = client.chat.completions.create(model="fake", messages=asked, tools=TOOLS)
    assert answer.choices[0].finish_reason == "tool_calls"
    [call] = answer.choices[0].message.tool_calls
    assert call.function.name == "get_weather"
    assert json.loads(call.function.arguments) == {"city": "Bern"}
    told = [*asked, answer.choices[0].message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "Sunny."},
            {"role": "user", "content": "hello"}]
    again = client.chat.completions.create(model="fake", messages=told, tools=TOOLS)
    assert again.choices[0].message.content == GREETING


def test_tool_call_streamed(client: openai.OpenAI) -> None:
    asked = [{"role": "user", "content": "What is the weather in Bern?"}]
    with client.chat.completions.stream(model="fake", messages=asked, tools=TOOLS) as stream:
        final = stream.get_final_completion()
    [call] = final.choices[0].message.tool_calls
    assert call.function.name == "get_weather"
    assert json.loads(call.function.arguments) == {"city": "Bern"}
    assert final.choices[0].finish_reason == "tool_calls"


def test_logprobs(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="fake", messages=HELLO, logprobs=True, top_logprobs=2)
    tokens = answer.choices[0].logprobs.content
    assert "".join(t.token for t in tokens) == GREETING
    assert all(t.logprob <= 0 for t in tokens)


def test_choices(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="fake", messages=QUESTION, n=3, seed=0, logprobs=True)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    told = [choice.message.content for choice in answer.choices]
    assert len(set(told)) == 3, "each choice has a seed of its own"
    assert all("Answer:" in text for text in told)
    for choice in answer.choices:
        assert "".join(t.token for t in choice.logprobs.content) == choice.message.content
    assert answer.usage.completion_tokens == sum(len(text) + 1 for text in told)
    assert answer.usage.prompt_tokens < 100, "the prompt counts once"
    assert answer.model_extra["ponder"]["agents_started"] == 3


def test_choices_streamed(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="fake:thinking", messages=QUESTION, n=8, seed=0)
    with client.chat.completions.stream(model="fake:thinking", messages=QUESTION, n=8, seed=0) as stream:
        final = stream.get_final_completion()
    assert [c.message.content for c in final.choices] == [c.message.content for c in whole.choices]
    assert all(c.finish_reason == "stop" for c in final.choices)


def test_contemplating_has_one_choice(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="fake:contemplating", messages=QUESTION, n=2)
    assert refused.value.param == "n"
    with pytest.raises(openai.BadRequestError) as crowd:
        client.chat.completions.create(model="fake", messages=QUESTION, n=9)
    assert "9" in crowd.value.message


@pytest.mark.parametrize("mode", ["thinking", "contemplating"])
def test_usage_tells_reasoning_and_cached_tokens(client: openai.OpenAI, mode: str) -> None:
    asked = {"model": f"fake:{mode}", "seed": 0,
             "messages": [{"role": "system", "content": f"Be {mode}. " * 30}, *QUESTION]}
    client.chat.completions.create(**asked)
    usage = client.chat.completions.create(**asked).usage
    assert 0 < usage.completion_tokens_details.reasoning_tokens < usage.completion_tokens
    assert 300 < usage.prompt_tokens_details.cached_tokens < usage.prompt_tokens


def test_fields_that_mean_nothing_here_are_ignored(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="fake", max_completion_tokens=32_000, store=False, user="u", metadata={"a": "b"},
        service_tier="auto", verbosity="low", prompt_cache_key="k", modalities=["text"],
        messages=[{"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
                  {"role": "user", "name": "ann", "content": [{"type": "text", "text": "hello"}]}],
        tools=[*TOOLS, {"type": "custom", "custom": {"name": "free"}}, {"type": "web_search"}],
        extra_body={"unheard_of": {"x": [1]}})
    assert answer.choices[0].message.content == GREETING


def test_length_and_stop_strings(client: openai.OpenAI) -> None:
    cut = client.chat.completions.create(model="fake", messages=HELLO, max_tokens=5)
    assert (cut.choices[0].message.content, cut.choices[0].finish_reason) == (GREETING[:5], "length")
    stopped = client.chat.completions.create(model="fake", messages=HELLO, stop=["How"])
    assert (stopped.choices[0].message.content, stopped.choices[0].finish_reason) == ("Hello! ", "stop")


def test_errors(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as lost:
        client.chat.completions.create(model="nonesuch", messages=HELLO)
    assert "fake" in lost.value.message
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("nonesuch")
    with pytest.raises(openai.BadRequestError) as hot:
        client.chat.completions.create(model="fake", messages=HELLO, temperature=7)
    assert hot.value.param == "temperature"
    with pytest.raises(openai.BadRequestError) as crowd:
        client.chat.completions.create(model="fake", messages=HELLO,
                                       extra_body={"ponder": {"mode": "contemplating", "agents": 17}})
    assert "17" in crowd.value.message
    assert "16" in crowd.value.message


def test_an_error_in_the_middle_of_a_stream(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "This will not be said whole.", "step_ms": 5,
                                 "fail_after_tokens": 10})
    with openai.OpenAI(base_url=ponder.url + "/v1", api_key="none", max_retries=0) as client:
        stream = client.chat.completions.create(model="fake", messages=HELLO, stream=True)
        said = ""
        with pytest.raises(openai.APIError):
            for chunk in stream:
                said += chunk.choices[0].delta.content or ""
    assert said
    assert "This will not be said whole.".startswith(said)
