"""MessagePack by the package `msgpack`, which is compiled. What it cannot do, the Python of this package does.

Importing this module fails where `msgpack` is not installed, or is older than 1.0.
"""

from __future__ import annotations

from msgpack import ExtType, Packer, unpackb, version  # type: ignore[import-untyped]

from . import decoder, encoder
from .encoder import LARGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    from .encoder import Buffer

if version < (1, 0, 0):
    raise ImportError("msgpack is older than 1.0")

#: Large messages of fewer values than one for so many bytes are read by the Python decoder, which copies no array.
_BYTES_FOR_A_VALUE = 1_024


class _Unusual(Exception):
    """A value that only the Python of this package reads or writes."""


def decode(data: Union[bytes, bytearray]) -> Any:
    """The value that the bytes stand for. Typed arrays of a large `bytearray` are views of it."""
    if len(data) > LARGE:
        try:
            return decoder.decode(data, len(data) // _BYTES_FOR_A_VALUE)
        except decoder.TooManyValues:
            pass
    try:
        return unpackb(data, raw=False, strict_map_key=False, timestamp=3, ext_hook=_read_extension)
    except Exception:  # what is unusual, and what is wrong: the other one reads it, or says why not
        return decoder.decode(data)


def _read_extension(code: int, data: bytes) -> Any:
    if code == 0x74:
        from .arrays import read_array

        return read_array(bytearray(data))
    if code == 0:
        return None
    raise _Unusual


def encode_buffers(value: Any) -> list[Buffer]:
    """The buffers that a value is encoded as, one after another. Large arrays are not copied.

    Raises `EncodeError`, which names the path of what cannot be sent.
    """
    # A packer is not safe for several threads, and making one takes longer than a small message.
    packer = _packers.pop() if _packers else Packer(default=_write_other)
    try:
        encoded = packer.pack(value)
    except Exception:  # what is unusual, and what is wrong: the other one writes it, or says why not
        return encoder.encode_buffers(value)
    _packers.append(packer)
    return [encoded]


_packers: list[Packer] = []


def _write_other(value: Any) -> Any:
    if encoder.writer_of(type(value)) is not encoder._write_array:
        raise _Unusual
    from .arrays import write_array

    code, data = write_array(value)
    if code is None:
        return data
    if len(data) >= LARGE:
        raise _Unusual
    return ExtType(0x74, bytes([code]) + data)
