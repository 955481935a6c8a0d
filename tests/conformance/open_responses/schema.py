"""The Open Responses schema: what an answer or a streamed event must look like."""

import importlib.resources
import json

from jsonschema import Draft202012Validator

FILE = "openapi/2026-04-24.json"


def load() -> dict:
    spec = json.loads((importlib.resources.files("openresponses") / FILE).read_text())
    schemas = spec["components"]["schemas"]
    # The file allows only null for the schema of a JSON format, which every such request would break.
    schemas["JsonSchemaResponseFormat"]["properties"]["schema"] = {"type": "object"}
    return spec


SPEC = load()
SCHEMAS = SPEC["components"]["schemas"]
EVENTS = {schema["properties"]["type"]["enum"][0]: name
          for name, schema in SCHEMAS.items() if name.endswith("StreamingEvent")}


def check(name: str, value: object) -> None:
    """Fails with all that is wrong in `value`."""
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": SPEC["components"]})
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
             for error in validator.iter_errors(value)]
    assert not wrong, f"{name}: " + "; ".join(wrong)


def check_event(event: dict) -> None:
    assert event["type"] in EVENTS, f"no event {event['type']!r} in the schema"
    check(EVENTS[event["type"]], event)
