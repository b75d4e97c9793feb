"""One call, and what is sent for it."""

from __future__ import annotations

from ..codec import EncodeError
from ..codec.unsendable import describe
from ..context import Context
from ..documents import Document, DocumentList
from .docarray import from_docarray, is_docarray
from .failure import HostError, to_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    from .channel import Channel

_PLAIN_DATA = "A document holds plain data: strings, numbers, lists, dicts, bytes, arrays and datetimes"


class Call:
    """A call, from its frame to its end."""

    __slots__ = ("_channel", "context", "documents", "id", "on_cancel", "on_taken")

    def __init__(self, message: Mapping[str, Any], context: Context, channel: Channel) -> None:
        self._channel = channel
        self.id: int = message["id"]
        self.documents: list[Any] = message["documents"]
        self.context = context
        #: Called in the reader's thread when the piece that was sent last has been taken.
        self.on_taken: Callable[[], object] | None = None
        #: Called in the reader's thread when the result is no longer needed.
        self.on_cancel: Callable[[], object] | None = None

    def taken(self) -> None:
        """The Pea has taken the piece that came last."""
        if self.on_taken is not None:
            self.on_taken()

    def cancel(self, why: str) -> None:
        """The result is no longer needed."""
        self.context.cancel(why)
        if self.on_cancel is not None:
            self.on_cancel()

    def check(self) -> None:
        """Raises an error if the result is no longer needed."""
        if self.context.cancelled:
            raise HostError("REQUEST_CANCELLED", self.context.why)

    def send_unchanged(self) -> None:
        """Ends the call: no function serves its endpoint."""
        self._channel.send({"type": "result", "id": self.id})

    def send_result(self, returned: Any, given: Any = ()) -> None:
        """Ends the call with what a function returned, or with what it was given, and may have changed in place."""
        is_nothing = returned is None or _is_parameters(returned)
        self._send("result", _to_documents(given if is_nothing else returned, "returned"))

    def send_piece(self, yielded: Any) -> None:
        """Sends a piece of a streamed answer."""
        self._send("piece", _to_documents([yielded] if isinstance(yielded, dict) else yielded, "yielded"))

    def send_error(self, error: BaseException) -> None:
        """Ends the call with an error."""
        self._channel.send(to_message(error, self.id))

    def _send(self, kind: str, documents: Any) -> None:
        try:
            self._channel.send({"type": kind, "id": self.id, "documents": documents})
        except EncodeError as error:
            raise HostError("REQUEST_DOCUMENT", str(error), _PLAIN_DATA) from None


def _is_parameters(returned: Any) -> bool:
    """Whether it is a dict as Jina's executors return: it changes no document."""
    return isinstance(returned, dict) and not isinstance(returned, Document)


def _to_documents(made: Any, verb: str) -> Any:
    """A list of documents.

    Raises `HostError` with `REQUEST_RESULT` if it is none, and with `REQUEST_DOCUMENT` if it holds what is no document.
    """
    if type(made) is DocumentList:
        return made
    if isinstance(made, Document):
        return [made]
    if is_docarray(type(made)):
        return from_docarray(made)
    if not isinstance(made, (list, tuple)):
        raise HostError(
            "REQUEST_RESULT",
            f"the executor {verb} {describe(made)}, not a list of documents",
            "Return a list, or nothing if the documents were changed in place",
        )
    for index, one in enumerate(made):
        if not isinstance(one, dict):
            message = f"documents[{index}] is {describe(one)}, but a document is a Document or a dict"
            raise HostError("REQUEST_DOCUMENT", message, 'Wrap it: Document(text="like this")')
    return made
