"""OpenAI's own Python client on /v1/responses: lax, and strict about every field of an answer."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from ponder import WAIT_S, Ponder, until
from pydantic import BaseModel

GREETING = "Hello! How can I help?"
QUESTION = "What is 6 times 7?"
TOOLS = [{"type": "function", "name": "get_weather", "description": "The weather of a city.", "strict": True,
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}},
                         "required": ["city"], "additionalProperties": False}}]
STRUCTURED = {"default": '{"x": 1, "y": 2}'}


class Point(BaseModel):
    x: int
    y: int


def client_of(ponder: Ponder, strict: bool = True) -> openai.OpenAI:
    return openai.OpenAI(base_url=ponder.url + "/v1", api_key="none", max_retries=0, timeout=WAIT_S,
                         _strict_response_validation=strict)


@pytest.fixture(params=[False, True], ids=["lax", "strict"])
def client(request: pytest.FixtureRequest, demo: Ponder) -> Iterator[openai.OpenAI]:
    with client_of(demo, request.param) as made:
        yield made


def test_whole_answer(client: openai.OpenAI) -> None:
    response = client.responses.create(model="fake", input="hello", instructions="Be kind.")
    assert response.output_text == GREETING
    assert response.status == "completed"
    assert response.model.startswith("fake")
    assert response.store is False
    assert response.usage.output_tokens == len(GREETING) + 1  # The end of turn is a token too.
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens


def test_stream(client: openai.OpenAI) -> None:
    events = list(client.responses.create(model="fake", input="hello", stream=True))
    assert [e.type for e in events][:4] == ["response.created", "response.in_progress",
                                            "response.output_item.added", "response.content_part.added"]
    assert events[-1].type == "response.completed"
    assert [e.sequence_number for e in events] == list(range(len(events)))
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == GREETING
    assert events[-1].response.output_text == GREETING


def test_stream_helper(client: openai.OpenAI) -> None:
    with client.responses.stream(model="fake", input="hello") as stream:
        snapshots = [e.snapshot for e in stream if e.type == "response.output_text.delta"]
        final = stream.get_final_response()
    assert snapshots[-1] == final.output_text == GREETING


@pytest.mark.parametrize(("fields", "mode"), [
    ({}, "instant"),
    ({"model": "fake:thinking"}, "thinking"),
    ({"reasoning": {"effort": "minimal"}}, "instant"),
    ({"reasoning": {"effort": "low"}}, "thinking"),
    ({"reasoning": {"effort": "xhigh"}}, "contemplating"),
    ({"model": "fake:thinking", "extra_body": {"ponder": {"mode": "contemplating"}, "seed": 0}}, "contemplating"),
])
def test_modes(client: openai.OpenAI, fields: dict, mode: str) -> None:
    response = client.responses.create(
        **{"model": "fake", "input": QUESTION, "extra_body": {"seed": 0}, **fields})
    assert response.model_extra["ponder"]["mode"] == mode
    assert "42" in response.output_text


def test_agents_are_visible_while_they_write(client: openai.OpenAI) -> None:
    with client.responses.stream(model="fake:contemplating", input=QUESTION, extra_body={"seed": 0}) as stream:
        items = {e.output_index for e in stream if e.type == "response.reasoning_summary_text.delta"}
        final = stream.get_final_response()
    report = final.model_extra["ponder"]
    assert len(items) == report["agents_started"]
    assert [item.type for item in final.output].count("message") == 1
    assert final.output[0].summary[0].text.startswith("Agent 1 (")
    assert report["tallies"][0]["normalised"] == "42"


def test_tool_loop(client: openai.OpenAI) -> None:
    asked = [{"role": "user", "content": "What is the weather in Bern?"}]
    response = client.responses.create(model="fake", input=asked, tools=TOOLS)
    [call] = response.output
    assert (call.type, call.name, json.loads(call.arguments)) == ("function_call", "get_weather", {"city": "Bern"})
    told = [*asked, call.model_dump(), {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny."},
            {"role": "user", "content": "hello"}]
    assert client.responses.create(model="fake", input=told, tools=TOOLS).output_text == GREETING


def test_tool_call_streamed(client: openai.OpenAI) -> None:
    with client.responses.stream(model="fake", input="What is the weather in Bern?", tools=TOOLS) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert kinds.index("response.function_call_arguments.delta") < kinds.index("response.function_call_arguments.done")
    assert json.loads(final.output[0].arguments) == {"city": "Bern"}
    assert final.output[0].parsed_arguments == {"city": "Bern"}


@pytest.mark.parametrize("strict", [False, True], ids=["lax", "strict"])
def test_structured_output(make_ponder: object, strict: bool) -> None:
    with client_of(make_ponder(script=STRUCTURED), strict) as client:
        response = client.responses.parse(model="fake", input="where?", text_format=Point)
        assert response.output_parsed == Point(x=1, y=2)
        with client.responses.stream(model="fake", input="where?", text_format=Point) as stream:
            stream.until_done()
            assert stream.get_final_response().output_parsed == Point(x=1, y=2)


def test_logprobs(client: openai.OpenAI) -> None:
    response = client.responses.create(model="fake", input="hello", top_logprobs=2,
                                       include=["message.output_text.logprobs"])
    tokens = response.output[0].content[0].logprobs
    assert "".join(token.token for token in tokens) == GREETING


def test_a_chain(client: openai.OpenAI) -> None:
    first = client.responses.create(model="fake", input="hello", store=True)
    second = client.responses.create(model="fake", input="weather", previous_response_id=first.id, store=True)
    third = client.responses.create(model="fake", input="hello", previous_response_id=second.id)
    assert second.previous_response_id == first.id
    # The prompt of each holds what came before.
    assert first.usage.input_tokens < second.usage.input_tokens < third.usage.input_tokens
    items = client.responses.input_items.list(first.id)
    assert [item.content[0].text for item in items] == ["hello"]
    referenced = client.responses.create(model="fake", input=[
        {"type": "item_reference", "id": first.output[0].id}, {"role": "user", "content": "hello"}])
    assert referenced.output_text == GREETING
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)
    with pytest.raises(openai.NotFoundError) as broken:
        client.responses.create(model="fake", input="hello", previous_response_id=second.id)
    assert first.id in broken.value.message


def test_nothing_is_kept_without_being_asked(client: openai.OpenAI) -> None:
    response = client.responses.create(model="fake", input="hello")
    with pytest.raises(openai.NotFoundError) as lost:
        client.responses.create(model="fake", input="hello", previous_response_id=response.id)
    assert lost.value.param == "previous_response_id"
    assert "store: true" in lost.value.message


def test_background(client: openai.OpenAI) -> None:
    response = client.responses.create(model="fake", input="hello", background=True)
    assert response.status == "queued"
    until("the response is completed", lambda: client.responses.retrieve(response.id).status == "completed")
    again = list(client.responses.retrieve(response.id, stream=True, starting_after=2))
    assert again[0].sequence_number == 3
    assert again[-1].response.output_text == GREETING


def test_cancel(client: openai.OpenAI) -> None:
    response = client.responses.create(model="fake", input="essay", background=True)
    assert client.responses.cancel(response.id).status == "cancelled"
    assert client.responses.retrieve(response.id).status == "cancelled"
    assert client.responses.cancel(response.id).status == "cancelled"


def test_errors(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as lost:
        client.responses.create(model="nonesuch", input="hello")
    assert "fake" in lost.value.message
    with pytest.raises(openai.BadRequestError) as image:
        client.responses.create(model="fake", input=[{"role": "user", "content": [
            {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "auto"}]}])
    assert image.value.param == "input[0].content[0].image_url"
    with pytest.raises(openai.NotFoundError):
        client.responses.cancel("resp_nonesuch")


def test_a_failure_in_the_middle_of_a_stream(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "This will not be said whole.", "step_ms": 5, "fail_after_tokens": 10})
    with client_of(ponder) as client:
        events = list(client.responses.create(model="fake", input="hello", stream=True))
        assert events[-1].type == "response.failed"
        assert events[-1].response.error.code == "server_error"
        assert "This will not be said whole.".startswith(events[-1].response.output_text)
        with pytest.raises(openai.InternalServerError):
            client.responses.create(model="fake", input="hello")


SLOW = {"default": "a" * 2000, "step_ms": 5}


def test_a_background_response_survives_its_client_and_a_crash(make_ponder: object) -> None:
    ponder = make_ponder(script=SLOW)
    with client_of(ponder) as client:
        stream = client.responses.create(model="fake", input="hello", background=True, stream=True)
        response = next(iter(stream)).response
        stream.close()
        until("it says something", lambda: client.responses.retrieve(response.id).output_text != "")
    ponder.kill()
    again = make_ponder(script=SLOW)
    with client_of(again) as client:
        found = client.responses.retrieve(response.id)
        assert found.status == "failed"
        assert found.error.code == "server_error"
        assert found.output_text.startswith("a")
        assert client.responses.cancel(response.id).status == "failed"


def test_a_client_that_leaves_ends_a_kept_response(make_ponder: object) -> None:
    ponder = make_ponder(script=SLOW)
    with client_of(ponder) as client:
        stream = client.responses.create(model="fake", input="hello", store=True, stream=True)
        response = next(iter(stream)).response
        stream.close()
        until("it is cancelled", lambda: client.responses.retrieve(response.id).status == "cancelled")


def content_on_disk(data: Path, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in data.rglob("*") if path.is_file())


def test_no_content_reaches_the_disk_unless_asked(make_ponder: object) -> None:
    ponder = make_ponder(script={"default": "SPOKEN-WORDS"})
    with client_of(ponder) as client:
        client.responses.create(model="fake", input="ASKED-WORDS", instructions="TOLD-WORDS")
        client.responses.create(model="fake", input="ASKED-WORDS", store=False, stream=True).close()
        asked = [{"role": "user", "content": "ASKED-WORDS"}]
        for path, body in (("/v1/chat/completions", {"messages": asked}),
                           ("/v1/chat/completions", {"messages": asked, "stream": True}),
                           ("/v1/messages", {"messages": asked, "max_tokens": 50, "system": "TOLD-WORDS"}),
                           ("/v1/messages/count_tokens", {"messages": asked}),
                           ("/v1/completions", {"prompt": "ASKED-WORDS"}),
                           ("/v1/embeddings", {"input": "ASKED-WORDS"}),
                           ("/tokenize", {"content": "ASKED-WORDS"})):
            answer = ponder.post(path, json=body)
            assert answer.status_code == 200, answer.text
        for text in ("SPOKEN-WORDS", "ASKED-WORDS", "TOLD-WORDS"):
            assert not content_on_disk(ponder.data, text)
        client.responses.create(model="fake", input="ASKED-WORDS", store=True)
        assert content_on_disk(ponder.data, "ASKED-WORDS")
    assert ponder.get("/api/conversations").json()["conversations"] == []


def test_many_at_once(client: openai.OpenAI) -> None:
    texts: list[str] = []

    def ask() -> None:
        texts.append(client.responses.create(model="fake", input="hello", store=True).output_text)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [GREETING] * 16
