"""Frames: a length of four bytes, little-endian, and that many bytes of MessagePack."""

from __future__ import annotations

import os
from _thread import allocate_lock

from ..codec import decode, encode_buffers
from ..codec.encoder import LARGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping, Sequence, Union

    Buffer = Union[bytes, bytearray, memoryview]

#: The most buffers that are written at once: what Linux takes.
_MOST_BUFFERS = 1_024

#: Bytes that are read at once, if there are so many.
_READ_SIZE = 65_536


class Channel:
    """The connection to the Pea. One thread reads; frames are written whole, by whichever thread."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = reads
        self._writes = writes
        self._lock = allocate_lock()
        # Not a buffered file: its lock would be held for ever in a process that is forked while the other thread reads.
        self._received = b""
        #: Whether this is a process that was forked, to which the connection does not belong.
        self.is_detached = False

    def detach(self) -> None:
        """Closes the connection in a process that was forked."""
        self.is_detached = True
        os.close(self._reads)
        os.close(self._writes)

    def read(self) -> dict[str, Any] | None:
        """The next message; `None` once the Pea has closed the connection."""
        head = self._read_bytes(4)
        if head is None:
            return None
        size = int.from_bytes(head, "little")
        # The arrays of a large message are views of its memory.
        frame = self._read_bytes(size) if size <= LARGE else self._read_large(size)
        return None if frame is None else decode(frame)

    def send(self, message: Mapping[str, Any]) -> None:
        """Writes a message. Raises `EncodeError` if it holds what is not data; then it writes nothing."""
        buffers = encode_buffers(message)
        size = sum(len(buffer) for buffer in buffers)
        with self._lock:
            _write(self._writes, [size.to_bytes(4, "little"), *buffers])

    def _read_bytes(self, size: int) -> bytes | None:
        while len(self._received) < size:
            more = os.read(self._reads, _READ_SIZE)
            if not more:
                return None
            self._received += more
        found, self._received = self._received[:size], self._received[size:]
        return found

    def _read_large(self, size: int) -> bytearray | None:
        frame = bytearray(size)
        begun, self._received = self._received[:size], self._received[size:]
        frame[: len(begun)] = begun
        rest = memoryview(frame)[len(begun) :]
        while len(rest) > 0:
            count = os.readv(self._reads, [rest])
            if count == 0:
                return None
            rest = rest[count:]
        return frame


def _write(output: int, buffers: Sequence[Buffer]) -> None:
    views = [memoryview(buffer) for buffer in buffers]
    while views:
        written = os.writev(output, views[:_MOST_BUFFERS])
        while views and written >= len(views[0]):
            written -= len(views.pop(0))
        if written > 0:
            views[0] = views[0][written:]
