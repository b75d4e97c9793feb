"""What is read of a document in the place of a field that it lacks: empty, and the field itself once something is put in."""

from __future__ import annotations

from .document_list import DocumentList
from .scores import Scores

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from .document import Document


class _Joining:
    """Becomes a field of its document, and a usual object, with the first change."""

    __slots__ = ()

    @classmethod
    def of(cls, document: Document, name: str) -> Any:
        """One that is not a field yet."""
        made = cls()
        object.__setattr__(made, "_document", document)
        object.__setattr__(made, "_name", name)
        return made


def _join(stand_in: Any) -> None:
    document, name = stand_in._document, stand_in._name
    kind = next(base for base in type(stand_in).__mro__ if not issubclass(base, _Joining))
    object.__setattr__(stand_in, "__class__", kind)
    object.__setattr__(stand_in, "_document", None)
    document[name] = stand_in


def _joining(name: str) -> Callable[..., Any]:
    def change(self: Any, *arguments: Any, **named: Any) -> Any:
        _join(self)
        return getattr(self, name)(*arguments, **named)

    change.__name__ = name
    return change


class _Tags(dict):  # type: ignore[type-arg]
    __slots__ = ("_document", "_name")


class _JoiningTags(_Joining, _Tags):
    __slots__ = ()


class _JoiningScores(_Joining, Scores):
    __slots__ = ()


class _JoiningDocuments(_Joining, DocumentList):
    __slots__ = ()


for kind in (_JoiningTags, _JoiningScores):
    for method in ("__setitem__", "__ior__", "setdefault", "update"):
        if hasattr(kind, method):
            setattr(kind, method, _joining(method))

for method in ("__iadd__", "__setitem__", "append", "extend", "insert"):
    setattr(_JoiningDocuments, method, _joining(method))

#: The class of what stands in for each field.
STAND_INS: dict[str, Any] = {
    "tags": _JoiningTags,
    "scores": _JoiningScores,
    "chunks": _JoiningDocuments,
    "matches": _JoiningDocuments,
}
