"""Every kind of answer and stream that the dialect has, against the schema."""

import httpx
from conftest import Client
from ponder import WAIT_S, until
from test_compliance import WEATHER, text_of, user

QUESTION = "What is 6 times 7?"


def test_reasoning_is_an_item_of_its_own(client: Client) -> None:
    said = client.stream(input=QUESTION, seed=0, reasoning={"effort": "medium", "summary": "auto"})
    thought, answer = said.response["output"]
    assert (thought["type"], answer["type"]) == ("reasoning", "message")
    assert thought["summary"][0]["text"] == "".join(
        event["delta"] for event in said.of("response.reasoning_summary_text.delta"))
    assert text_of(said.response).strip() == "42"


def test_agents_are_items_and_there_is_one_message(client: Client) -> None:
    said = client.stream(input=QUESTION, seed=0, ponder={"mode": "contemplating", "agents": 8})
    report = said.response["ponder"]
    agents = [item for item in said.response["output"] if item.get("ponder")]
    assert len(agents) == report["agents_started"] > 2
    assert all(item["type"] == "reasoning" for item in agents)
    assert [item["type"] for item in said.response["output"]].count("message") == 1
    assert report["tallies"][0]["normalised"] == "42"
    whole = client.create(input=QUESTION, seed=0, ponder={"mode": "contemplating", "agents": 8})
    assert "42" in text_of(whole)


def test_logprobs(client: Client) -> None:
    said = client.stream(input="hello", include=["message.output_text.logprobs"], top_logprobs=2)
    tokens = [token for event in said.of("response.output_text.delta") for token in event["logprobs"]]
    assert "".join(token["token"] for token in tokens) == text_of(said.response)
    assert said.response["output"][-1]["content"][0]["logprobs"] == tokens


def test_what_is_cut_off_is_incomplete(client: Client) -> None:
    said = client.stream(input="hello", max_output_tokens=5)
    assert said.types()[-1] == "response.incomplete"
    assert said.response["incomplete_details"] == {"reason": "max_output_tokens"}
    assert said.response["output"][-1]["status"] == "incomplete"
    assert client.create(input="hello", max_output_tokens=5)["status"] == "incomplete"


def test_every_field_is_told_back(client: Client) -> None:
    form = {"type": "json_schema", "name": "answer", "schema": {"type": "object"}, "strict": True}
    response = client.create(
        input="hello", instructions="Be kind.", tools=[WEATHER, {"type": "web_search"}],
        tool_choice={"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "get_weather"}]},
        metadata={"a": "b"}, text={"format": form, "verbosity": "low"}, temperature=0.5, top_p=0.5,
        presence_penalty=1, frequency_penalty=1, parallel_tool_calls=False, max_output_tokens=500,
        max_tool_calls=3, reasoning={"effort": "none", "summary": "concise"}, safety_identifier="me",
        prompt_cache_key="key", truncation="auto", service_tier="auto", store=False, background=False)
    assert response["instructions"] == "Be kind."
    assert [tool["name"] for tool in response["tools"]] == ["get_weather"]
    assert response["text"]["format"]["schema"] == {"type": "object"}
    assert response["metadata"] == {"a": "b"}
    assert response["temperature"] == 0.5
    assert response["max_output_tokens"] == 500
    assert response["prompt_cache_key"] == "key"


def test_a_kept_response_is_the_same_later(client: Client) -> None:
    said = client.stream(input="hello", store=True, instructions="Be kind.")
    assert client.get(said.response["id"]) == said.response
    again = client.stream_again(said.response["id"])
    assert again.events == said.events
    part = client.stream_again(said.response["id"], after=4)
    assert part.events == said.events[5:]


def test_a_background_response(client: Client) -> None:
    response = client.create(input="hello", background=True)
    assert response["status"] == "queued"
    assert response["store"] is True
    said = client.stream_again(response["id"])
    assert said.types()[:3] == ["response.created", "response.queued", "response.in_progress"]
    assert client.get(response["id"]) == said.response
    streamed = client.stream(input="hello", background=True)
    assert streamed.types() == said.types()


def test_a_cancelled_response(client: Client) -> None:
    with httpx.stream("POST", client.url(), timeout=WAIT_S, json={
            "model": client.model, "input": "essay", "background": True, "stream": True}) as answer:
        lines = answer.iter_lines()
        created = next(line for line in lines if line.startswith("data: "))
    response = created.split('"id":"', 1)[1].split('"', 1)[0]
    until("the essay begins", lambda: client.get(response)["output"] != [])
    cancelled = client.raw("POST", f"/{response}/cancel").json()
    assert cancelled["status"] == "cancelled"
    assert client.get(response) == cancelled
    assert client.stream_again(response).response == cancelled


def test_errors_have_the_dialects_shape(client: Client) -> None:
    assert client.refused(400, input="q", temperature=9)["param"] == "temperature"
    assert client.refused(404, input="q", previous_response_id="resp_x")["param"] == "previous_response_id"
    item = client.refused(404, input=[{"type": "item_reference", "id": "msg_x_0"}, user("q")])
    assert item["param"] == "input[0].id"
