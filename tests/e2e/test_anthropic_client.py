"""The official Anthropic client, as it comes and with strict validation of what it is answered."""

from collections.abc import Iterator

import anthropic
import httpx
import pytest
from ponder import WAIT_S, Ponder

GREETING = "Hello! How can I help?"
HELLO = [{"role": "user", "content": "hello"}]
QUESTION = [{"role": "user", "content": "What is 6 times 7?"}]
WEATHER = [{"role": "user", "content": [{"type": "text", "text": "What is the weather in Bern?",
                                         "cache_control": {"type": "ephemeral"}}]}]
TOOLS = [{"name": "get_weather", "description": "The weather of a city.",
          "input_schema": {"type": "object", "properties": {"city": {"type": "string"}},
                           "required": ["city"]}},
         {"type": "web_search_20250305", "name": "web_search"}]


@pytest.fixture(params=[False, True], ids=["lax", "strict"])
def client(request: pytest.FixtureRequest, demo: Ponder) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=demo.url, api_key="none", max_retries=0, timeout=WAIT_S,
                             _strict_response_validation=request.param) as made:
        yield made


def test_whole_answer(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model="fake", max_tokens=100, messages=HELLO)
    assert [block.text for block in message.content] == [GREETING]
    assert (message.role, message.stop_reason, message.stop_sequence) == ("assistant", "end_turn", None)
    assert message.model.startswith("fake")
    assert message.usage.output_tokens == len(GREETING) + 1  # The end of turn is a token too.
    assert message.usage.input_tokens + message.usage.cache_read_input_tokens > 0
    assert message._request_id


def test_stream(client: anthropic.Anthropic) -> None:
    events = list(client.messages.create(model="fake", max_tokens=100, messages=HELLO, stream=True))
    kinds = [event.type for event in events]
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert kinds.count("content_block_delta") > 1
    assert events[-2].delta.stop_reason == "end_turn"
    assert events[-2].usage.output_tokens == len(GREETING) + 1


def test_stream_helper(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="fake", max_tokens=100, messages=HELLO) as stream:
        assert "".join(stream.text_stream) == GREETING
        final = stream.get_final_message()
    assert final.content[0].text == GREETING
    assert final.usage.input_tokens + final.usage.cache_read_input_tokens > 0


def test_a_repeated_prompt_is_read_from_the_cache(client: anthropic.Anthropic) -> None:
    asked = {"model": "fake", "max_tokens": 100, "messages": HELLO, "system": "Once more. " * 60}
    client.messages.create(**asked)
    again = client.messages.create(**asked).usage
    assert again.cache_read_input_tokens > 10 * again.input_tokens
    assert again.cache_creation_input_tokens == 0


@pytest.mark.parametrize("model", ["fake", "fake:contemplating"])
def test_counted_tokens_are_those_of_the_prompt(client: anthropic.Anthropic, model: str) -> None:
    asked = {"model": model, "messages": HELLO, "system": [{"type": "text", "text": "Be kind."}],
             "tools": TOOLS}
    counted = client.messages.count_tokens(**asked).input_tokens
    usage = client.messages.create(**asked, max_tokens=500).usage
    prompt = usage.input_tokens + usage.cache_read_input_tokens
    assert counted == prompt if model == "fake" else counted < prompt  # Agents are told how to answer.


def test_thinking(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model="fake", max_tokens=2000, messages=QUESTION,
                                     thinking={"type": "enabled", "budget_tokens": 1024},
                                     extra_body={"seed": 0})
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert "Six sevens" in message.content[0].thinking
    assert message.content[0].signature
    assert message.content[1].text.strip() == "42"
    assert 0 < message.usage.output_tokens_details.thinking_tokens < message.usage.output_tokens
    told = [*QUESTION, {"role": "assistant", "content": message.content},
            {"role": "user", "content": "hello"}]
    assert client.messages.create(model="fake", max_tokens=100,
                                  messages=told).content[0].text == GREETING


def test_thinking_streamed(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="fake:thinking", max_tokens=2000, messages=QUESTION,
                                extra_body={"seed": 0}) as stream:
        deltas = [event.delta.type for event in stream if event.type == "content_block_delta"]
        final = stream.get_final_message()
    assert deltas[0] == "thinking_delta"
    assert "signature_delta" in deltas
    assert deltas[-1] == "text_delta"
    assert "Six sevens" in final.content[0].thinking


def test_contemplating(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model="fake", max_tokens=2000, messages=QUESTION,
                                     output_config={"effort": "max"}, extra_body={"seed": 0})
    *agents, answer = message.content
    assert len(agents) >= 4
    assert all(block.type == "thinking" and block.thinking.startswith("Agent ") for block in agents)
    assert "42" in answer.text
    assert message.model_extra["ponder"]["mode"] == "contemplating"
    assert message.model_extra["ponder"]["tallies"][0]["normalised"] == "42"
    assert message.usage.output_tokens_details.thinking_tokens > 0
    with client.messages.stream(model="fake:contemplating", max_tokens=2000, messages=QUESTION,
                                extra_body={"seed": 0}) as stream:
        streamed = stream.get_final_message()
    assert [block.type for block in streamed.content[-2:]] == ["thinking", "text"]
    assert "42" in streamed.content[-1].text


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_loop(client: anthropic.Anthropic, streamed: bool) -> None:
    asked = {"model": "fake", "max_tokens": 200, "tools": TOOLS, "tool_choice": {"type": "auto"}}
    if streamed:
        with client.messages.stream(**asked, messages=WEATHER) as stream:
            message = stream.get_final_message()
    else:
        message = client.messages.create(**asked, messages=WEATHER)
    assert message.stop_reason == "tool_use"
    [call] = message.content
    assert (call.type, call.name, call.input) == ("tool_use", "get_weather", {"city": "Bern"})
    told = [*WEATHER, {"role": "assistant", "content": message.content},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": call.id, "content": "Sunny."},
                {"type": "text", "text": "hello"}]}]
    again = client.messages.create(**asked, messages=told)
    assert again.content[0].text == GREETING


def test_length_and_stop_sequences(client: anthropic.Anthropic) -> None:
    cut = client.messages.create(model="fake", max_tokens=5, messages=HELLO)
    assert (cut.content[0].text, cut.stop_reason) == (GREETING[:5], "max_tokens")
    stopped = client.messages.create(model="fake", max_tokens=100, messages=HELLO,
                                     stop_sequences=["zzz", "How"])
    assert (stopped.content[0].text, stopped.stop_reason) == ("Hello! ", "stop_sequence")
    assert stopped.stop_sequence == "How"


def test_what_agent_clients_send(client: anthropic.Anthropic) -> None:
    message = client.beta.messages.create(
        model="fake", max_tokens=32_000, messages=HELLO, betas=["context-management-2025-06-27"],
        system=[{"type": "text", "text": "x-anthropic-billing-header: v=1; cch=0;"},
                {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
        thinking={"type": "adaptive", "display": "omitted"}, tools=TOOLS,
        output_config={"effort": "medium"}, metadata={"user_id": "u"},
        context_management={"edits": [{"type": "clear_thinking_20251015"}]})
    assert message.content[-1].text == GREETING


def test_models(client: anthropic.Anthropic) -> None:
    names = [model.id for model in client.models.list(limit=2)]
    assert {"fake", "fake:instant", "fake:thinking", "fake:contemplating"} <= set(names)
    model = client.models.retrieve("fake:thinking")
    assert (model.id, model.type, model.lifecycle) == ("fake:thinking", "model", "active")
    with pytest.raises(anthropic.NotFoundError) as lost:
        client.models.retrieve("nonesuch")
    assert lost.value.body["error"]["type"] == "not_found_error"


def test_errors(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError) as lost:
        client.messages.create(model="nonesuch", max_tokens=1, messages=HELLO)
    assert lost.value.body["error"]["type"] == "not_found_error"
    assert lost.value.request_id
    with pytest.raises(anthropic.BadRequestError) as hot:
        client.messages.create(model="fake", max_tokens=1, messages=HELLO, extra_body={"temperature": 7})
    assert hot.value.body["type"] == "error"
    assert "temperature" in hot.value.body["error"]["message"]
    with pytest.raises(anthropic.BadRequestError) as seen:
        client.messages.create(model="fake", max_tokens=1, messages=[
            {"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "http://x"}}]}])
    assert "nothing is fetched" in seen.value.body["error"]["message"]
    with pytest.raises(anthropic.BadRequestError):
        client.messages.count_tokens(model="fake", messages=[])


def test_an_error_in_the_middle_of_a_stream(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "This will not be said whole.", "step_ms": 5,
                                 "fail_after_tokens": 10})
    said = ""
    with anthropic.Anthropic(base_url=ponder.url, api_key="none", max_retries=0) as client, \
            pytest.raises(anthropic.APIError), \
            client.messages.stream(model="fake", max_tokens=100, messages=HELLO) as stream:
        for text in stream.text_stream:
            said += text
    assert said
    assert "This will not be said whole.".startswith(said)


def test_requests_that_no_client_sends(demo: Ponder) -> None:
    for path in ("/v1/messages", "/v1/messages/count_tokens"):
        for body in (b"", b"{", b"[]", b"{}", b'{"messages": 7, "max_tokens": 1}', b"\xff", b"[" * 100_000):
            answer = httpx.post(demo.url + path, content=body, timeout=WAIT_S)
            assert answer.status_code == 400, body[:20]
            assert answer.json()["type"] == "error"
            assert answer.json()["error"]["type"] == "invalid_request_error"
            assert answer.headers["request-id"] == answer.json()["request_id"]
    assert demo.alive()
