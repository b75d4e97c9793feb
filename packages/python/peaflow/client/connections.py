"""Connections of HTTP, which are used again."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from select import select
from urllib.parse import SplitResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ssl import SSLContext
    from typing import Mapping

#: The most connections that are kept open for the next call.
_MOST_IDLE = 8


class Connections:
    """Open connections to one server. Safe for several threads."""

    def __init__(self, url: SplitResult, tls: SSLContext | None) -> None:
        self._url = url
        self._tls = tls
        self._idle: list[HTTPConnection] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str], timeout: float | None) -> Exchange:
        """Sends a request, and waits for the head of its response.

        Raises `ConnectionError` if the server cannot be reached, and `TimeoutError` after so many seconds of silence.
        """
        connection = self._idle_one() or self._open()
        connection.timeout = timeout
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        try:
            connection.request("POST", path, body, dict(headers))
            return Exchange(self, connection, connection.getresponse())
        except ConnectionRefusedError as error:
            connection.close()
            raise ConnectionError(f"nothing answers at {self._url.geturl()}: is the Flow up? ({error})") from None
        except BaseException:
            connection.close()
            raise

    def take_back(self, connection: HTTPConnection) -> None:
        """A connection whose response was read is there for the next call."""
        if connection.sock is None or len(self._idle) >= _MOST_IDLE:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Closes those that are not in use."""
        while self._idle:
            self._idle.pop().close()

    def _idle_one(self) -> HTTPConnection | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread has taken it
                return None
            # What can be read now is the end of the connection: the server has closed it meanwhile.
            if connection.sock is not None and not select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()
        return None

    def _open(self) -> HTTPConnection:
        host, port = self._url.hostname or "127.0.0.1", self._url.port
        if self._url.scheme == "https":
            return HTTPSConnection(host, port, context=self._tls)
        return HTTPConnection(host, port)


class Exchange:
    """A request, and the response to it."""

    def __init__(self, connections: Connections, connection: HTTPConnection, response: HTTPResponse) -> None:
        self._connections = connections
        self._connection = connection
        self.response = response

    def read(self) -> bytes:
        """The body of the response."""
        try:
            return self.response.read()
        finally:
            self.end()

    def end(self) -> None:
        """The response is not read any further. If that is before its end, the server cancels the request."""
        if self.response.isclosed():
            self._connections.take_back(self._connection)
        else:
            self.response.close()
            self._connection.close()
