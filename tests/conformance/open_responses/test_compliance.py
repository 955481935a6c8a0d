"""The seven cases of the Open Responses compliance suite."""

import base64
import struct
import zlib

from conftest import Client

WEATHER = {"type": "function", "name": "get_weather", "description": "The weather of a city.",
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
           "strict": True}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def red_square(side: int) -> str:
    """A PNG file as a data URL."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xff\0\0" * side) * side
    file = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))
    return "data:image/png;base64," + base64.b64encode(file).decode()


def user(text: str) -> dict:
    return {"type": "message", "role": "user", "content": text}


def text_of(response: dict) -> str:
    return "".join(part["text"] for item in response["output"] if item["type"] == "message"
                   for part in item["content"])


def test_basic_response(client: Client) -> None:
    response = client.create(input=[user("Say hello in exactly 3 words.")])
    assert response["status"] == "completed"
    assert text_of(response)


def test_streaming_response(client: Client) -> None:
    said = client.stream(input=[user("Say hello, then count from 1 to 5.")])
    assert said.types()[:2] == ["response.created", "response.in_progress"]
    assert said.types()[-1] == "response.completed"
    assert said.done
    assert said.response["status"] == "completed"
    deltas = "".join(event["delta"] for event in said.of("response.output_text.delta"))
    assert deltas == text_of(said.response)


def test_system_prompt(client: Client) -> None:
    response = client.create(input=[
        {"type": "message", "role": "system", "content": "You are a pirate. Always answer like one."},
        user("Say hello.")])
    assert response["status"] == "completed"
    assert text_of(response)


def test_tool_calling(client: Client) -> None:
    response = client.create(input=[user("What is the weather in Bern?")], tools=[WEATHER])
    assert response["status"] == "completed"
    [call] = [item for item in response["output"] if item["type"] == "function_call"]
    assert call["name"] == "get_weather"


def test_tool_calling_streaming(client: Client) -> None:
    said = client.stream(input=[user("What is the weather in Bern?")], tools=[WEATHER])
    types = said.types()
    added = types.index("response.output_item.added")
    delta = types.index("response.function_call_arguments.delta")
    done = types.index("response.function_call_arguments.done")
    assert added < delta < done < types.index("response.output_item.done")
    assert said.events[done]["arguments"] == "".join(
        event["delta"] for event in said.of("response.function_call_arguments.delta"))
    assert said.response["status"] == "completed"


def with_image(url: str) -> list[dict]:
    return [{"type": "message", "role": "user", "content": [
        {"type": "input_text", "text": "What is in this image?"}, {"type": "input_image", "image_url": url}]}]


def test_image_input(client: Client) -> None:
    """The model does not see: it is told what is in the picture, and the answer says so."""
    response = client.create(input=with_image(red_square(32)))
    assert response["status"] == "completed"
    assert text_of(response)
    [use] = response["ponder"]["images"]
    assert use["how"] == "read"


def test_image_that_is_none(client: Client) -> None:
    error = client.refused(400, input=with_image("data:image/png;base64,bm90aGluZw=="))
    assert error["param"] == "input[0].content[1].image_url"


def test_multi_turn(client: Client) -> None:
    response = client.create(input=[
        user("My name is Alice."),
        {"type": "message", "role": "assistant", "content": "Hello Alice! How can I help?"},
        user("What is my name?")])
    assert response["status"] == "completed"
    assert text_of(response)
