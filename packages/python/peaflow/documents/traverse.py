"""Paths through documents, their chunks and their matches."""

from __future__ import annotations

from .document_list import DocumentList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Iterator


def documents_at(documents: DocumentList, paths: str | Iterable[str]) -> Iterator[DocumentList]:
    """The documents at each of the paths.

    Raises `ValueError` for a path that has other letters than `r`, `c` and `m`.
    """
    for path in paths.split(",") if isinstance(paths, str) else paths:
        found = documents
        for step in path.strip().lstrip("@"):
            found = DocumentList([child for one in found for child in _children(one, step, path)]) if step != "r" else found
        yield found


def _children(document: object, step: str, path: str) -> DocumentList:
    if step == "c":
        return document.chunks  # type: ignore[attr-defined,no-any-return]
    if step == "m":
        return document.matches  # type: ignore[attr-defined,no-any-return]
    raise ValueError(f"the path {path!r} has the letter {step!r}: use r, c for chunks and m for matches")
