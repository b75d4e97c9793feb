"""The nearest documents by embedding, found by comparing all."""

from __future__ import annotations

from ..codec.arrays import numpy
from .document import Document
from .document_list import DocumentList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def find_matches(queries: DocumentList, index: DocumentList, metric: str, limit: int | None) -> None:
    """Sets the `matches` of each query to the nearest documents of an index."""
    if metric not in _DISTANCES:
        raise ValueError(f"the metric {metric!r} is not known: use {', '.join(_DISTANCES)}")
    if len(queries) == 0:
        return
    if len(index) == 0:
        for query in queries:
            query.matches = DocumentList()
        return
    if numpy is None:
        raise RuntimeError("match needs NumPy, which is not installed")
    distances = _DISTANCES[metric](_matrix(queries, "queries"), _matrix(index, "documents of the index"))
    nearest = numpy.argsort(distances, axis=1, kind="stable")[:, :limit]
    for query, row, order in zip(queries, distances, nearest.tolist()):
        query.matches = DocumentList([_match(index[at], metric, float(row[at])) for at in order])


def _matrix(documents: DocumentList, what: str) -> Any:
    found = documents.embeddings
    if not isinstance(found, numpy.ndarray):
        raise ValueError(f"the {what} do not have embeddings of equal length")
    return found.astype("f8", copy=False)


def _match(document: Document, metric: str, distance: float) -> Document:
    """A match is a document of its own, so that its score is."""
    match = Document(document)
    match["scores"] = {**document.get("scores", {}), metric: {"value": distance}}
    return match


def _cosine(one: Any, other: Any) -> Any:
    norms = numpy.linalg.norm(one, axis=1)[:, None] * numpy.linalg.norm(other, axis=1)[None, :]
    return 1 - (one @ other.T) / numpy.maximum(norms, numpy.finfo("f8").tiny)


def _sqeuclidean(one: Any, other: Any) -> Any:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :]
    return numpy.maximum(squares - 2 * (one @ other.T), 0)


_DISTANCES = {
    "cosine": _cosine,
    "euclidean": lambda one, other: numpy.sqrt(_sqeuclidean(one, other)),
    "sqeuclidean": _sqeuclidean,
}
