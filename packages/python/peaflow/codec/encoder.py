"""Writes MessagePack, in Python alone."""

from __future__ import annotations

import sys
from _collections_abc import Mapping
from struct import Struct, pack

from .unsendable import EncodeError, Refused, explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Union

    Buffer = Union[bytes, bytearray, memoryview]
    #: Writes a value.
    Write = Callable[["Encoder", Any], None]

#: Buffers of at least this many bytes are sent as they are, without a copy.
LARGE = 32_768

#: The most keys whose bytes are remembered.
_MOST_KEYS = 4_096

_BYTES = [bytes([byte]) for byte in range(256)]
_float64 = Struct(">Bd").pack
_encoded_keys: dict[Any, bytes] = {}


def encode_buffers(value: Any) -> list[Buffer]:
    """The buffers that a value is encoded as, one after another. Large arrays and binary data are not copied.

    Raises `EncodeError`, which names the path of what cannot be sent.
    """
    encoder = Encoder()
    try:
        encoder.write(value)
    except (Refused, RecursionError):
        raise explain(value) from None
    return encoder.buffers()


class Encoder:
    """What has been written of a value."""

    __slots__ = ("add", "large", "written")

    def __init__(self) -> None:
        self.written: list[Buffer] = []
        self.add = self.written.append
        #: The indices of buffers that are not to be copied.
        self.large: list[int] = []

    def write(self, value: Any) -> None:
        kind = type(value)
        (_WRITERS.get(kind) or writer_of(kind))(self, value)

    def add_bytes(self, data: Buffer) -> None:
        if len(data) >= LARGE:
            self.large.append(len(self.written))
        self.add(data)

    def buffers(self) -> list[Buffer]:
        """What was written, with the small buffers joined."""
        found: list[Buffer] = []
        start = 0
        for index in self.large:
            found += [b"".join(self.written[start:index]), self.written[index]]
            start = index + 1
        found.append(b"".join(self.written[start:] if start > 0 else self.written))
        return [data for data in found if len(data) > 0]


def writer_of(kind: type) -> Write:
    """How values of a class are written. It is remembered, unless they cannot be written."""
    write = next((_BUILT_IN[base] for base in kind.__mro__ if base in _BUILT_IN), None) or _unusual_writer(kind)
    if write is not _refuse:
        _WRITERS[kind] = write
    return write


def _write_none(encoder: Encoder, _: None) -> None:
    encoder.add(b"\xc0")


def _write_bool(encoder: Encoder, value: bool) -> None:
    encoder.add(b"\xc3" if value else b"\xc2")


def _write_float(encoder: Encoder, value: float) -> None:
    encoder.add(_float64(0xCB, value))


def _write_int(encoder: Encoder, value: int) -> None:
    encoder.add(_encode_int(value))


def _encode_int(value: int) -> bytes:
    if -32 <= value < 128:
        return _BYTES[value & 255]
    for smallest, beyond, tag, form in _INTEGERS:
        if smallest <= value < beyond:
            return pack(form, tag, value)
    raise Refused


_INTEGERS = [
    (0, 1 << 8, 0xCC, ">BB"),
    (0, 1 << 16, 0xCD, ">BH"),
    (0, 1 << 32, 0xCE, ">BI"),
    (0, 1 << 64, 0xCF, ">BQ"),
    (-1 << 7, 0, 0xD0, ">Bb"),
    (-1 << 15, 0, 0xD1, ">Bh"),
    (-1 << 31, 0, 0xD2, ">Bi"),
    (-1 << 63, 0, 0xD3, ">Bq"),
]


def _write_str(encoder: Encoder, value: str) -> None:
    data = _utf8(value)
    size = len(data)
    encoder.add(_BYTES[0xA0 + size] if size < 32 else _head((0xD9, 0xDA, 0xDB), size))
    encoder.add_bytes(data)


def _utf8(value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError:  # each half of a surrogate pair becomes U+FFFD
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _head(tags: tuple[int, int, int], size: int) -> bytes:
    """The first bytes of a value, for a length of one, two and four bytes."""
    if size < 1 << 8:
        return pack(">BB", tags[0], size)
    if size < 1 << 16:
        return pack(">BH", tags[1], size)
    if size < 1 << 32:
        return pack(">BI", tags[2], size)
    raise Refused


def _write_bytes(encoder: Encoder, value: Buffer) -> None:
    data = value if type(value) is bytes else memoryview(value).cast("B")
    encoder.add(_head((0xC4, 0xC5, 0xC6), len(data)))
    encoder.add_bytes(data)


def _write_list(encoder: Encoder, value: list[Any]) -> None:
    size = len(value)
    encoder.add(_BYTES[0x90 + size] if size < 16 else pack(">BH", 0xDC, size) if size < 65_536 else pack(">BI", 0xDD, size))
    write = encoder.write
    for item in value:
        write(item)


def _write_map(encoder: Encoder, value: dict[Any, Any]) -> None:
    size = len(value)
    add = encoder.add
    add(_BYTES[0x80 + size] if size < 16 else pack(">BH", 0xDE, size) if size < 65_536 else pack(">BI", 0xDF, size))
    for key, item in value.items():
        add(_encoded_keys.get(key) or _encode_key(key))
        kind = type(item)
        (_WRITERS.get(kind) or writer_of(kind))(encoder, item)


def _encode_key(key: Any) -> bytes:
    if not isinstance(key, (str, int, float)) or isinstance(key, bool):
        raise Refused
    encoder = Encoder()
    encoder.write(key)
    encoded = b"".join(encoder.written)
    # 1, 1.0 and True are the same key of this dict.
    if type(key) is str and len(_encoded_keys) < _MOST_KEYS:
        _encoded_keys[key] = encoded
    return encoded


def _write_set(encoder: Encoder, value: set[Any]) -> None:
    encoder.add(b"\xd4\x73\x00")
    _write_list(encoder, list(value))


def _write_array(encoder: Encoder, value: Any) -> None:
    from .arrays import write_array

    code, data = write_array(value)
    if code is None:
        encoder.write(data)
        return
    encoder.add(_head((0xC7, 0xC8, 0xC9), len(data) + 1))
    encoder.add(bytes([0x74, code]))
    encoder.add_bytes(data)


def _write_datetime(encoder: Encoder, value: Any) -> None:
    from .times import write_timestamp

    data = write_timestamp(value)
    encoder.add({4: b"\xd6\xff", 8: b"\xd7\xff", 12: b"\xc7\x0c\xff"}[len(data)] + data)


def _refuse(_: Encoder, __: Any) -> None:
    raise Refused


def _unusual_writer(kind: type) -> Write:
    """How values of a class that is not built in are written. Looks up what is imported already, and imports nothing."""
    if kind.__module__ in ("numpy", "array") or hasattr(kind, "__array__"):
        return _write_array
    times = sys.modules.get("datetime")
    if times is not None and issubclass(kind, times.datetime):
        return _write_datetime
    if issubclass(kind, Mapping):
        return _write_map
    return _refuse


_BUILT_IN: dict[type, Write] = {
    type(None): _write_none,
    bool: _write_bool,
    int: _write_int,
    float: _write_float,
    str: _write_str,
    bytes: _write_bytes,
    bytearray: _write_bytes,
    memoryview: _write_bytes,
    list: _write_list,
    tuple: _write_list,
    dict: _write_map,
    set: _write_set,
    frozenset: _write_set,
}

_WRITERS = dict(_BUILT_IN)

__all__ = ["EncodeError", "LARGE", "encode_buffers"]
