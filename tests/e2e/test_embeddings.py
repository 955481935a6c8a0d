"""OpenAI's client for embeddings and text completions, and the token routes of llama.cpp's server."""

import base64
import struct
from collections.abc import Iterator

import httpx
import openai
import pytest
from ponder import WAIT_S, Ponder


@pytest.fixture(params=[False, True], ids=["lax", "strict"])
def client(request: pytest.FixtureRequest, demo: Ponder) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=demo.url + "/v1", api_key="none", max_retries=0, timeout=WAIT_S,
                       _strict_response_validation=request.param) as made:
        yield made


def dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_vectors(client: openai.OpenAI) -> None:
    # Unless told otherwise it asks for base64, which it cannot validate strictly.
    options = {"encoding_format": "float"} if client._strict_response_validation else {}
    answer = client.embeddings.create(model="fake", input=["the cat sat", "the cat sits", "quarterly report"],
                                      **options)
    a, b, c = (item.embedding for item in answer.data)
    assert dot(a, a) == pytest.approx(1, abs=1e-4)
    assert dot(a, b) > dot(a, c)
    assert answer.usage.prompt_tokens == answer.usage.total_tokens == 39


def test_both_encodings_agree(demo: Ponder) -> None:
    body = {"model": "fake", "input": "the cat sat", "dimensions": 8}
    numbers = demo.post("/v1/embeddings", json=body).json()["data"][0]["embedding"]
    text = demo.post("/v1/embeddings", json={**body, "encoding_format": "base64"}).json()["data"][0]["embedding"]
    assert struct.unpack("<8f", base64.b64decode(text)) == pytest.approx(numbers)
    assert dot(numbers, numbers) == pytest.approx(1, abs=1e-4)


def test_an_input_that_is_too_long_names_both_numbers(demo: Ponder) -> None:
    answer = demo.post("/v1/embeddings", json={"input": "x" * 70_000})
    assert answer.status_code == 400
    assert "70000" in answer.json()["error"]["message"]
    assert "65536" in answer.json()["error"]["message"]


def test_embeddings_do_not_hold_a_turn_up(make_ponder) -> None:
    ponder = make_ponder({"default": "word " * 40, "step_ms": 5})
    with httpx.stream("POST", ponder.url + "/v1/completions", timeout=WAIT_S,
                      json={"prompt": "go", "max_tokens": 200, "stream": True}) as stream:
        lines = stream.iter_lines()
        next(lines)
        answer = ponder.post("/v1/embeddings", json={"input": ["some text"] * 500})
        assert len(answer.json()["data"]) == 500
        assert sum(1 for line in lines if line.startswith("data: {")) > 100


def test_completions(client: openai.OpenAI) -> None:
    answer = client.completions.create(model="fake", prompt="hello", max_tokens=100, logprobs=1)
    assert answer.object == "text_completion"
    assert answer.choices[0].text
    assert len(answer.choices[0].logprobs.tokens) == answer.usage.completion_tokens - 1
    if client._strict_response_validation:
        return  # Its model of a chunk knows no finish_reason that is still to come.
    chunks = list(client.completions.create(model="fake", prompt="hello", max_tokens=100, stream=True))
    assert "".join(chunk.choices[0].text for chunk in chunks) == answer.choices[0].text
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_a_suffix_is_refused_by_name(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model="fake", prompt="a", suffix="b")
    assert refused.value.param == "suffix"


def test_tokens(demo: Ponder) -> None:
    tokens = demo.post("/tokenize", json={"content": "héllo"}).json()["tokens"]
    assert bytes(tokens).decode() == "héllo"
    assert demo.post("/detokenize", json={"tokens": tokens}).json() == {"content": "héllo"}
