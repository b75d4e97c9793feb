"""Finds what cannot be sent, for an error that names its place."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

#: How deep values may be nested.
_DEEPEST = 1_000

#: The most characters of a path that are shown.
_LONGEST_PATH = 100


class EncodeError(ValueError):
    """A value cannot be sent: `documents[3].tags.callback is a function`."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} {why}")
        #: Where it is, from the value that was to be sent.
        self.path = path
        #: What is wrong with it.
        self.why = why


class Refused(Exception):
    """What an encoder raises: the path of the value is not known yet."""


def explain(value: Any) -> EncodeError:
    """The error for a value that was refused. Slow: called only then."""
    found = _find(value, "", [])
    path, why = found or ("the message", "is too large, or nested too deeply")
    short = path if len(path) <= _LONGEST_PATH else path[:_LONGEST_PATH] + "…"
    return EncodeError(short.lstrip(".") or "the value", why)


def _find(value: Any, path: str, above: list[Any]) -> tuple[str, str] | None:
    """Searches without recursion, since the value may be nested too deeply for it."""
    to_do = [(value, path, above)]
    while to_do:
        value, path, above = to_do.pop()
        why = _reason(value, above)
        if why is not None:
            return path, why
        to_do += reversed([(child, path + step, [*above, value]) for step, child in _children(value)])
    return None


def _reason(value: Any, above: list[Any]) -> str | None:
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 64:
        return "is an integer of more than 64 bits: send it as a string"
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, (str, int, float)) or isinstance(key, bool):
                return f"has a key that is {describe(key)}: use strings or numbers"
    if isinstance(value, (dict, list, tuple)) and any(value is ancestor for ancestor in above):
        return "contains itself"
    if len(above) >= _DEEPEST:
        return f"is nested deeper than {_DEEPEST} levels"
    return None if _is_data(value) else f"is {describe(value)}, which is not data"


def _is_data(value: Any) -> bool:
    from .encoder import Encoder

    if isinstance(value, (dict, list, tuple)):
        return True
    try:
        Encoder().write(value)
    except Refused:
        return False
    return True


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        return ((f".{key}", child) for key, child in value.items())
    if isinstance(value, (list, tuple)):
        return ((f"[{index}]", child) for index, child in enumerate(value))
    return iter(())


def describe(value: Any) -> str:
    """What a value is, for a message: `a function`, `an int`."""
    if value is None:
        return "None"
    name = "function" if callable(value) and hasattr(value, "__code__") else type(value).__qualname__
    return f"{'an' if name[0].lower() in 'aeiou' or name == 'ndarray' else 'a'} {name}"
