"""Reads MessagePack, in Python alone."""

from __future__ import annotations

from struct import Struct, error, unpack_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Union

_float32 = Struct(">f").unpack_from
_float64 = Struct(">d").unpack_from

#: Arrays of at least this many numbers are read at once.
_MANY = 8


class DecodeError(ValueError):
    """The bytes are not MessagePack as Peaflow uses it."""


class TooManyValues(Exception):
    """There are more values than were allowed."""


def decode(data: Union[bytes, bytearray], most: int | None = None) -> Any:
    """The value that the bytes stand for.

    Typed arrays are views of a `bytearray`, and copies of `bytes`, which cannot be written to.

    `most` limits how many values lists and maps may hold in all; beyond it, `TooManyValues` is raised.
    """
    decoder = _Decoder(data, most)
    try:
        (value,) = decoder.items(1)
    except (IndexError, error):
        raise DecodeError("the message ends early") from None
    except RecursionError:
        raise DecodeError("the message is nested too deeply") from None
    if decoder.at != len(data):
        raise DecodeError(f"the message has {len(data)} bytes, but its value ends at {decoder.at}")
    return value


class _Decoder:
    """Where a message has been read up to."""

    __slots__ = ("at", "data", "left")

    def __init__(self, data: Union[bytes, bytearray], most: int | None) -> None:
        self.data = data
        self.at = 0
        self.left = len(data) if most is None else most

    def items(self, count: int) -> list[Any]:
        """The next values. The most frequent kinds are read here: a call for each would double the time."""
        self.left -= count
        if self.left < 0:
            raise TooManyValues if count <= len(self.data) else DecodeError("the message ends early")
        data, at = self.data, self.at
        found: list[Any] = []
        add = found.append
        for _ in range(count):
            tag = data[at]
            if 0xA0 <= tag < 0xC0:
                start = at + 1
                at += tag - 0x9F
                add(data[start:at].decode())
            elif tag < 0x80:
                add(tag)
                at += 1
            elif tag == 0xCB:
                add(_float64(data, at + 1)[0])
                at += 9
            else:
                self.at = at + 1
                add(_READERS[tag](self, tag))
                at = self.at
        self.at = at
        return found

    def take(self, count: int) -> Union[bytes, bytearray]:
        """The next bytes."""
        start = self.at
        self.at = end = start + count
        if end > len(self.data):
            raise IndexError
        return self.data[start:end]

    def number(self, size: int) -> int:
        """The next unsigned integer."""
        return int.from_bytes(self.take(size), "big")


def _read_array(decoder: _Decoder, count: int) -> list[Any]:
    data, at = decoder.data, decoder.at
    if count >= _MANY and data[at] == 0xCB and data[at : at + 9 * count : 9] == b"\xcb" * count:
        numbers = list(unpack_from(">" + "xd" * count, data, at))
        decoder.at += 9 * count
        return numbers
    return decoder.items(count)


def _read_map(decoder: _Decoder, count: int) -> dict[Any, Any]:
    items = iter(decoder.items(2 * count))
    try:
        return dict(zip(items, items))
    except TypeError:
        raise DecodeError("a key of a map is neither a string nor a number") from None


def _read_extension(decoder: _Decoder, size: int) -> Any:
    code = decoder.data[decoder.at]
    start = decoder.at + 1
    decoder.at = end = start + size
    if end > len(decoder.data):
        raise IndexError
    if code == 0x74:
        return _read_typed_array(decoder.data, start, end)
    if code == 0xFF:
        from .times import read_timestamp

        return read_timestamp(decoder.data[start:end])
    if code == 0x73:
        return _read_set(decoder)
    if code == 0:
        return None
    raise DecodeError(f"the message has a value of the unknown type {code if code < 128 else code - 256}")


def _read_typed_array(data: Union[bytes, bytearray], start: int, end: int) -> Any:
    from .arrays import read_array

    view = memoryview(data)[start:end]
    return read_array(bytearray(view) if view.readonly else view)


def _read_set(decoder: _Decoder) -> Any:
    (items,) = decoder.items(1)
    try:
        return set(items)
    except TypeError:  # a list and a map cannot be in a set of Python's
        return items


def _signed(size: int) -> Callable[[_Decoder, int], int]:
    return lambda decoder, _: int.from_bytes(decoder.take(size), "big", signed=True)


def _sized(read: Callable[[_Decoder, int], Any], size: int) -> Callable[[_Decoder, int], Any]:
    """Reads a length of so many bytes, then what has that length."""
    return lambda decoder, _: read(decoder, decoder.number(size))


def _read_string(decoder: _Decoder, size: int) -> str:
    return decoder.take(size).decode()


def _read_binary(decoder: _Decoder, size: int) -> bytes:
    return bytes(decoder.take(size))


def _unused(_: _Decoder, tag: int) -> None:
    raise DecodeError(f"the message has the byte {tag}, which MessagePack does not use")


def _readers() -> list[Callable[[_Decoder, int], Any]]:
    """For each first byte of a value: how to read the rest of it."""
    readers: list[Callable[[_Decoder, int], Any]] = [_unused] * 256
    readers[0x00:0x80] = [lambda _, tag: tag] * 128
    readers[0x80:0x90] = [lambda decoder, tag: _read_map(decoder, tag & 15)] * 16
    readers[0x90:0xA0] = [lambda decoder, tag: _read_array(decoder, tag & 15)] * 16
    readers[0xA0:0xC0] = [lambda decoder, tag: _read_string(decoder, tag & 31)] * 32
    readers[0xC0] = lambda decoder, _: None
    readers[0xC2] = lambda decoder, _: False
    readers[0xC3] = lambda decoder, _: True
    readers[0xC4:0xC7] = [_sized(_read_binary, size) for size in (1, 2, 4)]
    readers[0xC7:0xCA] = [_sized(_read_extension, size) for size in (1, 2, 4)]
    readers[0xCA] = lambda decoder, _: _float32(decoder.take(4))[0]
    readers[0xCB] = lambda decoder, _: _float64(decoder.take(8))[0]
    readers[0xCC:0xD0] = [_sized(lambda _, number: number, size) for size in (1, 2, 4, 8)]
    readers[0xD0:0xD4] = [_signed(size) for size in (1, 2, 4, 8)]
    readers[0xD4:0xD9] = [lambda decoder, tag: _read_extension(decoder, 1 << (tag - 0xD4))] * 5
    readers[0xD9:0xDC] = [_sized(_read_string, size) for size in (1, 2, 4)]
    readers[0xDC:0xDE] = [_sized(_read_array, size) for size in (2, 4)]
    readers[0xDE:0xE0] = [_sized(_read_map, size) for size in (2, 4)]
    readers[0xE0:0x100] = [lambda _, tag: tag - 256] * 32
    return readers


_READERS = _readers()
