"""A list of documents."""

from __future__ import annotations

from .document import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Iterator, List, Mapping, Sequence

    Documents = List[Document]
else:
    Documents = list


class DocumentList(Documents):
    """A list of documents, and of what they hold. Anything with keys that is put in becomes a `Document`.

        docs.embeddings = model(docs.texts)
        docs["@c"].texts                       # the texts of all chunks
        for batch in docs.batch(32): ...
    """

    __slots__ = ("_document", "_name")

    def __init__(self, documents: Iterable[Mapping[str, Any]] = ()) -> None:
        super().__init__([one if type(one) is Document else _document(one) for one in documents])

    def append(self, document: Mapping[str, Any]) -> None:
        """Adds a document at the end."""
        super().append(_document(document))

    def extend(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Adds documents at the end."""
        super().extend([_document(one) for one in documents])

    def insert(self, index: Any, document: Mapping[str, Any]) -> None:
        """Adds a document before that of an index."""
        super().insert(index, _document(document))

    def __iadd__(self, documents: Iterable[Mapping[str, Any]]) -> DocumentList:  # type: ignore[override]
        self.extend(documents)
        return self

    def __add__(self, documents: Iterable[Mapping[str, Any]]) -> DocumentList:  # type: ignore[override]
        return DocumentList([*self, *documents])

    def __getitem__(self, key: Any) -> Any:
        """One by its index or its `id`; several by a slice, by indices, or by a path such as `"@c"`."""
        if isinstance(key, int):
            return super().__getitem__(key)
        if isinstance(key, slice):
            return DocumentList(super().__getitem__(key))
        if isinstance(key, str):
            return self.traverse_flat(key) if key.startswith("@") else super().__getitem__(self._index(key))
        return DocumentList([self[one] for one in key])

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(key, slice):
            super().__setitem__(key, [_document(one) for one in value])
        else:
            super().__setitem__(self._index(key) if isinstance(key, str) else key, _document(value))

    def __delitem__(self, key: Any) -> None:
        super().__delitem__(self._index(key) if isinstance(key, str) else key)

    def __contains__(self, key: object) -> bool:
        """Whether it has this document, or one of this `id`."""
        return any(one.get("id") == key for one in self) if isinstance(key, str) else super().__contains__(key)

    def __reduce__(self) -> tuple[Any, ...]:
        return DocumentList, (list(self),)

    def copy(self) -> DocumentList:
        """A list of the same documents."""
        return DocumentList(self)

    @property
    def texts(self) -> list[str]:
        """The `text` of each."""
        return [one.text for one in self]

    @texts.setter
    def texts(self, texts: Sequence[str]) -> None:
        self._set_each("text", texts)

    @property
    def blobs(self) -> list[bytes]:
        """The `blob` of each."""
        return [one.blob for one in self]

    @blobs.setter
    def blobs(self, blobs: Sequence[bytes]) -> None:
        self._set_each("blob", blobs)

    @property
    def contents(self) -> list[Any]:
        """The `content` of each."""
        return [one.content for one in self]

    @contents.setter
    def contents(self, contents: Sequence[Any]) -> None:
        for one, content in zip(self, self._checked("contents", contents)):
            one.content = content

    @property
    def embeddings(self) -> Any:
        """The `embedding` of each, as an array of NumPy's with a row for each document; `None` if no document has one.

        A list where NumPy is not installed, where one is missing, and where they are not of equal length.
        """
        return _stack([one.embedding for one in self])

    @embeddings.setter
    def embeddings(self, rows: Any) -> None:
        self._set_each("embedding", rows)

    @property
    def tensors(self) -> Any:
        """The `tensor` of each, like `embeddings`."""
        return _stack([one.tensor for one in self])

    @tensors.setter
    def tensors(self, rows: Any) -> None:
        self._set_each("tensor", rows)

    def get_attributes(self, *names: str) -> list[Any]:
        """The field of each document; for several names, a list for each name."""
        columns = [[getattr(one, name) for one in self] for name in names]
        return columns[0] if len(columns) == 1 else columns

    def batch(self, batch_size: int, traversal_paths: str | Iterable[str] = "r") -> Iterator[DocumentList]:
        """Lists of up to `batch_size` documents."""
        flat = self.traverse_flat(traversal_paths)
        for start in range(0, len(flat), batch_size):
            yield flat[start : start + batch_size]

    def traverse(self, paths: str | Iterable[str]) -> Iterator[DocumentList]:
        """The documents at each of the paths: `r` for those in this list, `c` for their chunks, `m` for their matches.

        Paths may be longer (`cm`: the matches of their chunks), may be separated by commas, and may begin with `@`.
        """
        from .traverse import documents_at

        return documents_at(self, paths)

    def traverse_flat(self, paths: str | Iterable[str] = "r") -> DocumentList:
        """The documents at any of the paths, one after another."""
        found = DocumentList()
        for documents in self.traverse(paths):
            found.extend(documents)
        return found

    def match(self, index: DocumentList, metric: str = "cosine", limit: int | None = 20, **_: Any) -> None:
        """Sets the `matches` of each to the nearest of `index` by embedding, the nearest first. Needs NumPy.

        `metric` is `cosine`, `euclidean` or `sqeuclidean`; the distance is `scores[metric].value` of each match.
        """
        from .nearest import find_matches

        find_matches(self, index, metric, limit)

    def _index(self, id: str) -> int:
        for index, one in enumerate(self):
            if one.get("id") == id:
                return index
        raise KeyError(f"no document has the id {id!r}")

    def _set_each(self, name: str, values: Any) -> None:
        for one, value in zip(self, self._checked(f"{name}s", values)):
            one[name] = value

    def _checked(self, name: str, values: Any) -> Any:
        if values is None:
            return [None] * len(self)
        if len(values) != len(self):
            raise ValueError(f"there are {len(values)} {name} for {len(self)} documents")
        return values


def _document(fields: Any) -> Document:
    if isinstance(fields, Document):
        return fields
    if not hasattr(fields, "keys"):
        raise TypeError(f"a document is a Document or a dict, not {type(fields).__name__}")
    return Document(fields)


def _stack(vectors: list[Any]) -> Any:
    from ..codec.arrays import numpy

    if all(vector is None for vector in vectors):
        return None
    if numpy is None or any(vector is None for vector in vectors):
        return vectors
    try:
        return numpy.stack([numpy.asarray(vector) for vector in vectors])
    except ValueError:
        return vectors
