"""Calls a function with the arguments that it takes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..context import Context
    from ..documents import DocumentList

    #: Calls a function of the user's.
    Serve = Callable[[DocumentList, Context], Any]

#: What a function can take, by name.
_ARGUMENTS: dict[str, Callable[[Any, Any], Any]] = {
    "docs": lambda docs, context: docs,
    "parameters": lambda docs, context: context.parameters,
    "docs_matrix": lambda docs, context: [docs],
    "context": lambda docs, context: context,
}

#: Flags of code.
_TAKES_MORE_BY_POSITION = 0x04
_TAKES_MORE_BY_NAME = 0x08
_IS_GENERATOR = 0x20
_IS_COROUTINE = 0x80
_IS_ASYNC_GENERATOR = 0x200


class SignatureError(Exception):
    """A function takes an argument that is not passed."""


class Parameters:
    """The parameters of a function, without `self`."""

    __slots__ = ("names", "positional", "required", "takes_any")

    def __init__(self, names: list[str], positional: int, required: set[str], takes_any: bool) -> None:
        self.names = names
        #: How many of them can be given by position.
        self.positional = positional
        self.required = required
        #: Whether there is a `**kwargs`.
        self.takes_any = takes_any


def bind(function: Callable[..., Any]) -> Serve:
    """A function that calls one of the user's with what it takes.

    Raises `SignatureError` if it takes what is not passed.
    """
    found = parameters_of(function)
    by_position = found.positional > 0 and found.names[0] not in _ARGUMENTS
    named = [name for name in _ARGUMENTS if found.takes_any or name in found.names]
    missing = [name for name in found.names[int(by_position) :] if name in found.required and name not in _ARGUMENTS]
    if missing:
        name = getattr(function, "__qualname__", repr(function))
        raise SignatureError(f"{name} takes {', '.join(missing)}; what is passed by name is {', '.join(_ARGUMENTS)}")
    arguments = [(name, _ARGUMENTS[name]) for name in named if not (by_position and name == "docs")]
    if by_position:
        return lambda docs, context: function(docs, **{name: get(docs, context) for name, get in arguments})
    return lambda docs, context: function(**{name: get(docs, context) for name, get in arguments})


def parameters_of(function: Callable[..., Any]) -> Parameters:
    """The parameters of a function. `inspect`, which takes longer to import than the host, is left to unusual ones."""
    found = _unwrapped(function)
    code = getattr(found, "__code__", None)
    if code is None:
        return _inspected(function)
    count = code.co_argcount + code.co_kwonlyargcount
    names = list(code.co_varnames[:count])
    optional = {*names[code.co_argcount - len(found.__defaults__ or ()) : code.co_argcount], *(found.__kwdefaults__ or ())}
    bound = 1 if hasattr(function, "__self__") else 0
    takes_any = bool(code.co_flags & _TAKES_MORE_BY_NAME)
    if code.co_flags & _TAKES_MORE_BY_POSITION and code.co_argcount == bound and not takes_any:
        return Parameters(["*" + code.co_varnames[count], *names[bound:]], 1, set(names) - optional, takes_any)
    return Parameters(names[bound:], code.co_argcount - bound, set(names[bound:]) - optional, takes_any)


def is_async(function: Callable[..., Any]) -> bool:
    """Whether it is an `async def`, with `yield` or without."""
    return _has_flag(function, _IS_COROUTINE | _IS_ASYNC_GENERATOR)


def is_generator(function: Callable[..., Any]) -> bool:
    """Whether it has `yield`."""
    return _has_flag(function, _IS_GENERATOR | _IS_ASYNC_GENERATOR)


def annotation_of(function: Callable[..., Any], parameter: str) -> Any:
    """What a parameter is annotated with; `None` without an annotation."""
    return getattr(_unwrapped(function), "__annotations__", {}).get(parameter)


def _has_flag(function: Callable[..., Any], flags: int) -> bool:
    code = getattr(_unwrapped(function), "__code__", None)
    return code is not None and bool(code.co_flags & flags)


def _unwrapped(function: Callable[..., Any]) -> Any:
    """What decorators of the usual kind (`functools.wraps`) have wrapped."""
    found: Any = getattr(function, "__func__", function)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found


def _inspected(function: Callable[..., Any]) -> Parameters:
    """Of what has no code of its own: `functools.partial`, an object with `__call__`."""
    from inspect import Parameter, signature

    found = signature(function).parameters.values()
    plain = [one for one in found if one.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)]
    return Parameters(
        [one.name for one in plain],
        sum(one.kind is not Parameter.KEYWORD_ONLY for one in plain),
        {one.name for one in plain if one.default is Parameter.empty},
        any(one.kind is Parameter.VAR_KEYWORD for one in found),
    )
