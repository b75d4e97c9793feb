"""The decorator that makes a function serve endpoints."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence, TypeVar, overload

    Function = TypeVar("Function", bound=Callable[..., Any])

#: The endpoint of what serves all that have no function of their own.
DEFAULT = "default"

_ATTRIBUTE = "__peaflow_endpoints__"

if TYPE_CHECKING:

    @overload
    def requests(function: Function) -> Function: ...

    @overload
    def requests(function: None = None, *, on: str | Sequence[str] | None = None) -> Callable[[Function], Function]: ...


def requests(function: Any = None, *, on: str | Sequence[str] | None = None) -> Any:
    """Makes a method of an `Executor`, or a function, serve endpoints.

        @requests                          # every endpoint that nothing else serves
        @requests(on="/index")
        @requests(on=["/index", "/update"])

    It is called with those of these arguments that it takes, by name: `docs`, a `DocumentList`; `parameters`, a dict;
    `context`, a `Context`; `docs_matrix`, a list with `docs` in it. A first argument of any other name is `docs`, too.

    What it returns replaces the documents: a list of documents. Returning nothing means that they were changed in place. A
    generator streams its answer: each list of documents that it yields is sent at once. Each of these may be `async`.
    """
    names = _names(on)

    def mark(marked: Any) -> Any:
        setattr(marked, _ATTRIBUTE, (*getattr(marked, _ATTRIBUTE, ()), *names))
        return marked

    return mark if function is None else mark(function)


def endpoints_of(function: object) -> tuple[str, ...]:
    """The endpoints that a function serves by its decorators; none if it has none."""
    found: tuple[str, ...] = getattr(function, _ATTRIBUTE, ())
    return found


def _names(on: str | Sequence[str] | None) -> tuple[str, ...]:
    if on is None:
        return (DEFAULT,)
    names = (on,) if isinstance(on, str) else tuple(on)
    for name in names:
        if name != DEFAULT and not name.startswith("/"):
            raise ValueError(f'{name!r} is not an endpoint: name it "/{name}", or "default"')
    return tuple(DEFAULT if name == "/default" else name for name in names)
