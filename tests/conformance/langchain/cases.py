"""LangChain's chat models and embeddings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cases import BASE, GREETING, MODEL, case, run  # noqa: E402
from langchain_anthropic import ChatAnthropic  # noqa: E402
from langchain_core.messages import HumanMessage, ToolMessage  # noqa: E402
from langchain_core.tools import tool  # noqa: E402
from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings  # noqa: E402
from pydantic import BaseModel  # noqa: E402


class Person(BaseModel):
    """A person."""

    name: str
    age: int


@tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"18 degrees in {city}"


def openai(**options: object) -> ChatOpenAI:
    return ChatOpenAI(model=MODEL, base_url=f"{BASE}/v1", api_key="none", max_retries=0, **options)


def anthropic() -> ChatAnthropic:
    return ChatAnthropic(model=MODEL, base_url=BASE, api_key="none", max_retries=0, max_tokens=500)


def talks(chat: object) -> None:
    assert chat.invoke("hello").text == GREETING
    assert "".join(chunk.text for chunk in chat.stream("hello")) == GREETING


def loops(chat: object) -> None:
    bound = chat.bind_tools([get_weather])
    messages = [HumanMessage("what is the weather in Paris?")]
    first = bound.invoke(messages)
    assert [call["args"] for call in first.tool_calls] == [{"city": "Paris"}]
    result = get_weather.invoke(first.tool_calls[0]["args"])
    messages += [first, ToolMessage(result, tool_call_id=first.tool_calls[0]["id"])]
    assert bound.invoke(messages).text == "It is 18 degrees in Paris."


@case
def openai_answers_and_streams() -> None:
    talks(openai())


@case
def openai_tool_loop() -> None:
    loops(openai())


@case
def openai_structured_output() -> None:
    person = openai().with_structured_output(Person).invoke("a person as JSON")
    assert person == Person(name="Ada", age=36)


@case
def openai_through_responses() -> None:
    talks(openai(use_responses_api=True))


@case
def openai_responses_tool_loop() -> None:
    loops(openai(use_responses_api=True))


@case
def openai_embeddings() -> None:
    # It counts tokens with a tokenizer from the network unless told not to.
    embeddings = OpenAIEmbeddings(model=MODEL, base_url=f"{BASE}/v1", api_key="none",
                                  check_embedding_ctx_length=False)
    assert [len(vector) for vector in embeddings.embed_documents(["a", "b"])] == [64, 64]


@case
def openai_text_completion() -> None:
    assert OpenAI(model=MODEL, base_url=f"{BASE}/v1", api_key="none", max_tokens=100).invoke("hello")


@case
def anthropic_answers_and_streams() -> None:
    talks(anthropic())


@case
def anthropic_tool_loop() -> None:
    loops(anthropic())


run()
