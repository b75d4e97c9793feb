"""The decorator that makes a function serve endpoints."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Sequence, TypeVar, Union, overload

    Function = TypeVar("Function", bound=Callable[..., Any])

    #: A JSON Schema, or a class that describes itself by one, such as a model of pydantic.
    Schema = Union[Mapping[str, Any], type[Any]]

#: The endpoint of what serves all that have no function of their own.
DEFAULT = "default"

_ATTRIBUTE = "__peaflow_endpoints__"

if TYPE_CHECKING:

    @overload
    def requests(function: Function) -> Function: ...

    @overload
    def requests(
        function: None = None,
        *,
        on: str | Sequence[str] | None = None,
        input: Schema | None = None,
        output: Schema | None = None,
        parameters: Schema | None = None,
    ) -> Callable[[Function], Function]: ...


def requests(
    function: Any = None,
    *,
    on: str | Sequence[str] | None = None,
    input: Schema | None = None,
    output: Schema | None = None,
    parameters: Schema | None = None,
) -> Any:
    """Makes a method of an `Executor`, or a function, serve endpoints.

        @requests                          # every endpoint that nothing else serves
        @requests(on="/index")
        @requests(on=["/index", "/update"])

    It is called with those of these arguments that it takes, by name: `docs`, a `DocumentList`; `parameters`, a dict;
    `context`, a `Context`; `docs_matrix`, a list with `docs` in it. A first argument of any other name is `docs`, too.

    What it returns replaces the documents: a list of documents. Returning nothing means that they were changed in place. A
    generator streams its answer: each list of documents that it yields is sent at once. Each of these may be `async`.

        @requests(on="/index", input={"type": "object", "required": ["text"]})

    `input` and `output` are schemas of one document, `parameters` of the parameters: each is a JSON Schema, or a class that has
    `model_json_schema`, as the models of pydantic do. A request that does not fit fails with `REQUEST_SCHEMA` before the
    function is called. What it returns is not checked.

    Raises `ValueError` for what is not an endpoint, `TypeError` for what is not a schema.
    """
    names = _names(on)
    schemas = _schemas({"input": input, "output": output, "parameters": parameters})

    def mark(marked: Any) -> Any:
        setattr(marked, _ATTRIBUTE, {**getattr(marked, _ATTRIBUTE, {}), **{name: schemas for name in names}})
        return marked

    return mark if function is None else mark(function)


def endpoints_of(function: object) -> tuple[str, ...]:
    """The endpoints that a function serves by its decorators; none if it has none."""
    return tuple(getattr(function, _ATTRIBUTE, ()))


def schemas_of(function: object, endpoint: str) -> dict[str, Schema]:
    """The schemas that a function has for an endpoint: of its `input`, `output` and `parameters`, as they were given."""
    found: dict[str, Schema] = getattr(function, _ATTRIBUTE, {}).get(endpoint, {})
    return found


def _names(on: str | Sequence[str] | None) -> tuple[str, ...]:
    if on is None:
        return (DEFAULT,)
    names = (on,) if isinstance(on, str) else tuple(on)
    for name in names:
        if name != DEFAULT and not name.startswith("/"):
            raise ValueError(f'{name!r} is not an endpoint: name it "/{name}", or "default"')
    return tuple(DEFAULT if name == "/default" else name for name in names)


def _schemas(given: Mapping[str, Schema | None]) -> dict[str, Schema]:
    found = {kind: schema for kind, schema in given.items() if schema is not None}
    for kind, schema in found.items():
        if not isinstance(schema, dict) and not hasattr(schema, "model_json_schema"):
            raise TypeError(f"{kind} is {schema!r}, not a schema: give a dict with a JSON Schema, or a model of pydantic")
    return found
