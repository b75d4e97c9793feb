"""One document."""

from __future__ import annotations

from _operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Mapping

    from .document_list import DocumentList
    from .scores import Scores

    Fields = Dict[str, Any]
else:
    Fields = dict

#: What is read from a document that lacks the field.
_DEFAULTS = {"text": "", "blob": b"", "uri": "", "mime_type": "", "embedding": None, "tensor": None}


class Document(Fields):
    """A document: a dict whose items are attributes too.

        document = Document(text="hello", tags={"lang": "en"})
        document.text                # "hello"
        document["text"]             # the same
        document.price = 3           # any other field
        document.chunks.append(Document(text="hell"))

    `text`, `blob`, `uri`, `mime_type`, `embedding` and `tensor` can be read from a document that lacks them. So can `tags`,
    `scores`, `chunks` and `matches`: they are empty then, and become a field of the document when something is put in.
    Reading adds no field, but for `id`, which is made when it is read. Any other field that is missing is an
    `AttributeError`, or a `KeyError` where it is read as an item. A field with the name of a method of dicts, such as
    `items`, is an item only.
    """

    __slots__ = ("_empty",)

    if TYPE_CHECKING:
        id: str
        text: str
        blob: bytes
        uri: str
        mime_type: str
        embedding: Any
        tensor: Any
    else:
        # Read by C alone: a property in Python takes four times as long.
        id = property(itemgetter("id"))
        text = property(itemgetter("text"))
        blob = property(itemgetter("blob"))
        embedding = property(itemgetter("embedding"))

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the document has no field {name!r}: it has {', '.join(self) or 'none'}") from None

    def __missing__(self, name: str) -> Any:
        if name == "id":
            from os import urandom

            return self.setdefault("id", urandom(16).hex())
        return _DEFAULTS[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _SPECIAL:
            object.__setattr__(self, name, value)
        else:
            self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(f"the document has no field {name!r}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return f"Document({', '.join(f'{name}={_shorten(value)}' for name, value in self.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Document, (dict(self),)

    def copy(self) -> Document:
        """A document with the same fields."""
        return Document(self)

    @property
    def tags(self) -> dict[str, Any]:
        """Any further fields."""
        found: dict[str, Any] | None = self.get("tags")
        return self._stand_in("tags") if found is None else found

    @tags.setter
    def tags(self, value: Mapping[str, Any]) -> None:
        self["tags"] = value

    @property
    def scores(self) -> Scores:
        """Scores by name: `document.scores["cosine"].value`."""
        from .scores import Scores

        found: Scores = self._typed("scores", Scores)
        return found

    @scores.setter
    def scores(self, value: Mapping[str, Any]) -> None:
        self["scores"] = value

    @property
    def chunks(self) -> DocumentList:
        """The documents that this one consists of."""
        from .document_list import DocumentList

        found: DocumentList = self._typed("chunks", DocumentList)
        return found

    @chunks.setter
    def chunks(self, value: list[Any]) -> None:
        self["chunks"] = value

    @property
    def matches(self) -> DocumentList:
        """The documents that were found for this one."""
        from .document_list import DocumentList

        found: DocumentList = self._typed("matches", DocumentList)
        return found

    @matches.setter
    def matches(self, value: list[Any]) -> None:
        self["matches"] = value

    @property
    def content(self) -> Any:
        """The first of `text`, `blob` and `tensor` that the document has."""
        return next((self[name] for name in ("text", "blob", "tensor") if self.get(name) is not None), None)

    @content.setter
    def content(self, value: Any) -> None:
        name = "text" if isinstance(value, str) else "blob" if isinstance(value, (bytes, bytearray)) else "tensor"
        self[name] = value

    def _typed(self, name: str, kind: Any) -> Any:
        """A field as one of our classes. It arrives as a plain dict or list."""
        found = self.get(name)
        if found is None:
            return self._stand_in(name)
        if not isinstance(found, kind):
            found = self[name] = kind(found)
        return found

    def _stand_in(self, name: str) -> Any:
        """What is read as long as a field is missing: the same object, until it becomes the field."""
        from .stand_ins import STAND_INS

        try:
            made: dict[str, Any] = object.__getattribute__(self, "_empty")
        except AttributeError:
            made = {}
            object.__setattr__(self, "_empty", made)
        kind = STAND_INS[name]
        # It becomes another class when it becomes the field, which may have been deleted since.
        if type(made.get(name)) is not kind:
            made[name] = kind.of(self, name)
        return made[name]


#: Attributes that are more than an item.
_SPECIAL = frozenset(("tags", "scores", "chunks", "matches", "content", "_empty"))


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
