"""Documents of the package `docarray`, where it is installed and a function asks for them by an annotation."""

from __future__ import annotations

import sys

from ..documents import Document, DocumentList
from .binding import annotation_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable


def converter_of(function: Callable[..., Any]) -> Callable[[list[Any]], Any]:
    """What makes the documents of a call: those of docarray for `docs: DocList[…]` or `docs: DocumentArray`, else Peaflow's."""
    kind: Any = _annotation(function) if "docarray" in sys.modules else None
    if not is_docarray(kind):
        return DocumentList
    schema = getattr(kind, "doc_type", None)
    to_one = _to_old if schema is None else lambda fields: schema(**fields)
    return lambda documents: kind([to_one(fields) for fields in documents])


def is_docarray(kind: Any) -> bool:
    """Whether a class is one of the package's, and not one of Peaflow's that stand in for it."""
    return (getattr(kind, "__module__", None) or "").startswith("docarray")


def from_docarray(made: Any) -> list[Document]:
    """The documents of a list of docarray's, or of a single one."""
    return [_from_one(document) for document in (made if hasattr(made, "__iter__") and not _is_schema(made) else [made])]


def _annotation(function: Callable[..., Any]) -> Any:
    """The class that `docs` is annotated with, without `Optional`."""
    found = annotation_of(function, "docs")
    if isinstance(found, str):
        from typing import get_type_hints

        try:
            found = get_type_hints(function).get("docs")
        except Exception:  # a name that is there for type checkers only
            return None
    inner = [one for one in getattr(found, "__args__", ()) if one is not type(None)]
    return inner[0] if hasattr(found, "__origin__") and len(inner) == 1 else found


def _is_schema(made: Any) -> bool:
    """Whether it is a document of docarray 0.30 or later, which pydantic describes."""
    return hasattr(type(made), "__fields__") and hasattr(made, "dict")


def _to_old(fields: dict[str, Any]) -> Any:
    """A document of docarray before 0.30."""
    import docarray  # type: ignore[import-not-found,unused-ignore]

    nested = {name: [_to_old(child) for child in fields[name]] for name in ("chunks", "matches") if fields.get(name)}
    return docarray.Document(**{**fields, **nested})


def _from_one(document: Any) -> Document:
    if isinstance(document, Document):
        return document
    if _is_schema(document):
        return Document({name: value for name, value in document.dict().items() if value is not None})
    found = Document({name: getattr(document, name) for name in document.non_empty_fields})
    for name in ("chunks", "matches"):
        if name in found:
            found[name] = from_docarray(found[name])
    if "scores" in found:
        found["scores"] = {name: {"value": score.value} for name, score in found["scores"].items()}
    return found
