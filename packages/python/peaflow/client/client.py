"""A client of a Flow that `peaflow up` serves."""

from __future__ import annotations

from urllib.parse import quote

from ..codec import decode, encode
from ..documents import Document, DocumentList
from .address import address_of
from .connections import Connections, Exchange
from .error import ClientError, error_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ssl import SSLContext
    from typing import Any, Callable, Iterable, Iterator, Literal, Mapping, Union, overload

    Given = Union[Mapping[str, Any], Iterable[Mapping[str, Any]], Callable[[], Any], None]

_MESSAGE_PACK = "application/msgpack"
_LINES = "application/x-ndjson"

#: Seconds that the server has to say that the time is up.
_GRACE = 5.0

#: The documents of a request, if they come from a generator.
_REQUEST_SIZE = 100


class Client:
    """Calls a Flow over HTTP. Safe for several threads.

        client = Client("http://127.0.0.1:8080", token="…")
        docs = client.post("/index", [{"text": "hello"}], parameters={"top": 3})
        for doc in client.post("/tell", [{"text": "a story"}], stream=True): ...

    A call that fails raises `ClientError`; one that does not reach the Flow raises `ConnectionError`, and one that takes too
    long `TimeoutError`.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        token: str | None = None,
        timeout: float | None = None,
        host: str | None = None,
        port: int | None = None,
        protocol: str = "http",
        tls: bool = False,
        tls_context: SSLContext | None = None,
        **_: Any,
    ) -> None:
        """Makes a client, which connects with the first call.

        `timeout` is the most seconds of a call. Jina's names are known: `host`, `port`, `protocol`, which is `http`, and `tls`.
        """
        if protocol.lower() not in ("http", "https"):
            raise ValueError(f"the protocol {protocol!r} is not there: this client uses http")
        address = address_of(url, host, port, tls or protocol.lower() == "https")
        self._path = address.path.rstrip("/")
        self._connections = Connections(address, tls_context)
        self._token = token
        self._timeout = timeout

    if TYPE_CHECKING:

        @overload
        def post(self, on: str, docs: Given = None, *, stream: Literal[False] = False, **options: Any) -> DocumentList: ...

        @overload
        def post(self, on: str, docs: Given = None, *, stream: Literal[True], **options: Any) -> Iterator[Document]: ...

    def post(
        self,
        on: str,
        docs: Given = None,
        *,
        inputs: Given = None,
        parameters: Mapping[str, Any] | None = None,
        stream: bool = False,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        request_size: int | None = None,
        **_: Any,
    ) -> Any:
        """Calls an endpoint with a document or several, and returns the documents of the answer.

        With `stream`, returns an iterator of the documents as they come; bytes are base64 then, and arrays are lists.
        `headers` may have a `traceparent`. A generator of documents is sent as requests of `request_size` (100) documents,
        one after another; a list is one request, unless that is given. `inputs` is Jina's name of `docs`.
        """
        lists = _requests(docs if docs is not None else inputs, request_size)
        call = _Call(self._path + quote(on if on.startswith("/") else f"/{on}"), dict(parameters or {}))
        call.headers = self._headers(headers, self._timeout if timeout is None else timeout)
        call.timeout = self._timeout if timeout is None else timeout
        if stream:
            return (document for documents in lists for document in self._stream(call, documents))
        found = DocumentList()
        for documents in lists:
            found.extend(self._collect(call, documents))
        return found

    def close(self) -> None:
        """Closes the connections that are open."""
        self._connections.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _headers(self, given: Mapping[str, str] | None, timeout: float | None) -> dict[str, str]:
        headers = {"Content-Type": _MESSAGE_PACK, **(given or {})}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if timeout is not None:
            headers["Peaflow-Timeout"] = f"{max(1, round(timeout * 1000))}ms"
        return headers

    def _collect(self, call: _Call, documents: list[Mapping[str, Any]]) -> list[Any]:
        answer = decode(bytearray(self._send(call, documents, _MESSAGE_PACK).read()))
        found: list[Any] = answer["documents"]
        return found

    def _stream(self, call: _Call, documents: list[Mapping[str, Any]]) -> Iterator[Document]:
        import json

        exchange = self._send(call, documents, _LINES)
        try:
            for line in exchange.response:
                document = json.loads(line)
                if document.keys() == {"error"} and "request_id" in document["error"]:
                    raise ClientError(document["error"])
                yield Document(document)
        finally:
            exchange.end()

    def _send(self, call: _Call, documents: list[Mapping[str, Any]], accept: str) -> Exchange:
        body = encode({"documents": documents, "parameters": call.parameters})
        silence = None if call.timeout is None else call.timeout + _GRACE
        exchange = self._connections.post(call.path, body, {**call.headers, "Accept": accept}, silence)
        if exchange.response.status >= 400:
            raise error_of(exchange.response.status, exchange.read())
        return exchange


class _Call:
    """What all requests of a call share."""

    __slots__ = ("headers", "parameters", "path", "timeout")

    headers: dict[str, str]
    timeout: float | None

    def __init__(self, path: str, parameters: dict[str, Any]) -> None:
        self.path = path
        self.parameters = parameters


def _requests(given: Any, size: int | None) -> Iterator[list[Mapping[str, Any]]]:
    """The documents of each request."""
    if callable(given):
        given = given()
    documents = [] if given is None else [given] if hasattr(given, "keys") else given
    if size is None and hasattr(documents, "__len__"):
        yield list(documents)
        return
    request: list[Mapping[str, Any]] = []
    for document in documents:
        request.append(document)
        if len(request) >= (size or _REQUEST_SIZE):
            yield request
            request = []
    if request:
        yield request
