"""What the Pea is told of an endpoint: the JSON Schemas of what it takes and gives."""

from __future__ import annotations

from ..endpoints import schemas_of
from .failure import HostError, describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_HINT = "A schema is a dict with a JSON Schema, or a class with model_json_schema, such as a model of pydantic"


def describe_endpoint(name: str, function: Callable[..., Any]) -> dict[str, object]:
    """The JSON Schemas of what a function takes and gives at an endpoint.

    Raises `HostError` with `LAUNCH_EXECUTOR_SCHEMA` if one cannot be made, or is not JSON.
    """
    described = {}
    for kind, schema in schemas_of(function, name).items():
        try:
            described[kind] = _to_json(schema if isinstance(schema, dict) else _ask(schema, kind))
        except Exception as error:
            message = f'the {kind} schema of "{name}" cannot be used: {describe(error)}'
            raise HostError("LAUNCH_EXECUTOR_SCHEMA", message, _HINT, error) from None
    return described


def _ask(schema: Any, kind: str) -> Any:
    """What a class says of itself: of what it takes, or of what it gives."""
    return schema.model_json_schema(mode="serialization" if kind == "output" else "validation")


def _to_json(schema: Any) -> Any:
    """The schema as JSON has it: with lists for tuples, and strings for keys."""
    from json import dumps, loads

    return loads(dumps(schema, allow_nan=False), parse_int=_number)


def _number(digits: str) -> float:
    """A number that can be sent: an integer of more than 64 bits cannot."""
    number = int(digits)
    return number if -(2**63) <= number < 2**64 else float(number)
