"""MessagePack: both codecs, and what they have in common with Node's."""

from __future__ import annotations

import math
import random
import string
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

import pytest
from peaflow.codec import DecodeError, EncodeError, decode, encode
from peaflow.codec import decoder, encoder
from peaflow.codec.arrays import numpy

try:
    from peaflow.codec import compiled
except ImportError:
    compiled = None  # type: ignore[assignment]


def pure_encode(value: Any) -> bytes:
    return b"".join(encoder.encode_buffers(value))


def pure_decode(data: bytes) -> Any:
    return decoder.decode(data)


CODECS: list[Any] = [pytest.param(pure_encode, pure_decode, id="pure")]
if compiled is not None:
    CODECS.append(pytest.param(lambda value: b"".join(compiled.encode_buffers(value)), compiled.decode, id="compiled"))

both = pytest.mark.parametrize(("encode", "decode"), CODECS)


class Random:
    """Random values, as documents hold them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def value(self, depth: int = 4) -> Any:
        kinds: list[Callable[[], Any]] = [self.integer, self.number, self.text, self.binary, self.constant, self.time]
        if depth > 0:
            kinds += [lambda: self.items(depth), lambda: self.map(depth), lambda: self.numbers()]
        return self.random.choice(kinds)()

    def integer(self) -> int:
        bits = self.random.choice([3, 5, 7, 8, 15, 16, 31, 32, 53, 63])
        value = self.random.getrandbits(bits)
        return self.random.choice([value, -value, (1 << bits) - 1, -(1 << bits)])

    def number(self) -> float:
        return self.random.choice([0.0, 1.5, -2.25, 1e300, math.inf, -math.inf, self.random.random()])

    def text(self) -> str:
        letters = string.ascii_letters + "äöü€😀\0\n"
        return "".join(self.random.choices(letters, k=self.random.choice([0, 1, 5, 31, 32, 255, 256, 70_000])))

    def binary(self) -> bytes:
        return self.random.randbytes(self.random.choice([0, 1, 255, 256, 65_536]))

    def constant(self) -> Any:
        return self.random.choice([None, True, False])

    def time(self) -> datetime:
        seconds = self.random.choice([0, 1.5, -1, 2**31, 2**34 + 1, self.random.random() * 1e9])
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)

    def items(self, depth: int) -> list[Any]:
        return [self.value(depth - 1) for _ in range(self.random.choice([0, 1, 3, 15, 16]))]

    def numbers(self) -> list[float]:
        return [self.random.random() for _ in range(self.random.choice([7, 8, 100]))]

    def map(self, depth: int) -> dict[Any, Any]:
        keys = [self.random.choice([self.text()[:40], f"key{index}"]) for index in range(self.random.choice([0, 2, 17]))]
        return {key: self.value(depth - 1) for key in keys}


@both
@pytest.mark.parametrize("seed", range(60))
def test_what_is_encoded_is_decoded(encode: Any, decode: Any, seed: int) -> None:
    value = Random(seed).value()
    assert decode(encode(value)) == value


@pytest.mark.skipif(compiled is None, reason="msgpack is not installed")
@pytest.mark.parametrize("seed", range(60))
def test_both_codecs_write_the_same_bytes(seed: int) -> None:
    value = Random(seed + 1_000).value()
    assert pure_encode(value) == b"".join(compiled.encode_buffers(value))


@both
@pytest.mark.parametrize("seed", range(60))
def test_bytes_that_are_cut_off_are_an_error(encode: Any, decode: Any, seed: int) -> None:
    data = encode(Random(seed).value())
    with pytest.raises(ValueError):
        decode(data[: random.Random(seed).randrange(len(data))])


@both
@pytest.mark.parametrize("seed", range(200))
def test_any_bytes_are_a_value_or_an_error(encode: Any, decode: Any, seed: int) -> None:
    data = random.Random(seed).randbytes(seed)
    try:
        decode(data)
    except ValueError:
        pass


@both
def test_a_length_that_is_announced_takes_no_memory(encode: Any, decode: Any) -> None:
    for data in (b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x74\x07"):
        with pytest.raises(ValueError):
            decode(data)


@both
def test_integers_have_up_to_64_bits(encode: Any, decode: Any) -> None:
    for value in (-(2**63), 2**63, 2**64 - 1, 2**53 + 1):
        assert decode(encode(value)) == value
    for value in (-(2**63) - 1, 2**64):
        with pytest.raises(EncodeError, match=r"^tags\.n is an integer of more than 64 bits: send it as a string$"):
            encode({"tags": {"n": value}})


@both
def test_sets_are_javascript_sets(encode: Any, decode: Any) -> None:
    assert encode({1}) == b"\xd4\x73\x00\x91\x01"
    assert decode(encode({"a": {1, "x"}, "b": frozenset()})) == {"a": {1, "x"}, "b": set()}
    assert decode(b"\xd4\x73\x00\x91\x91\x01") == [[1]]


@both
def test_undefined_is_none(encode: Any, decode: Any) -> None:
    assert decode(b"\x92\xd4\x00\x00\x01") == [None, 1]


@both
def test_half_of_a_surrogate_pair_is_sent_as_fffd(encode: Any, decode: Any) -> None:
    assert decode(encode({"a\ud83d": "\ude00b", "c": "\ud83d\ude00"})) == {"a\ufffd": "\ufffdb", "c": "😀"}


@both
def test_times_beyond_pythons_are_seconds(encode: Any, decode: Any) -> None:
    assert decode(b"\xc7\x0c\xff" + (500_000_000).to_bytes(4, "big") + (8_640_000_000_000).to_bytes(8, "big")) == 8_640_000_000_000.5
    assert decode(b"\xd4\xff\xff") is None


@both
def test_a_time_without_a_zone_is_local(encode: Any, decode: Any) -> None:
    assert decode(encode(datetime(2024, 5, 6, 7))) == datetime(2024, 5, 6, 7).astimezone()


@both
def test_documents_are_nested_a_thousand_levels_deep(encode: Any, decode: Any) -> None:
    import sys

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(6_000)
    try:
        value: Any = 1
        for _ in range(990):
            value = [value]
        assert decode(encode(value)) == value
    finally:
        sys.setrecursionlimit(limit)


@both
def test_what_cannot_be_sent_is_named_by_its_path(encode: Any, decode: Any) -> None:
    loop: list[Any] = []
    loop.append(loop)
    cases = [
        ({"documents": [{}, {"tags": {"callback": print}}]}, "documents[1].tags.callback is a builtin_function_or_method, which is not data"),
        ({"a": lambda: 1}, "a is a function, which is not data"),
        ({"a": object()}, "a is an object, which is not data"),
        ({"a": [{(1, 2): object()}]}, "a[0] has a key that is a tuple: use strings or numbers"),
        ({"a": loop}, "a[0] contains itself"),
        ({"a": 1j}, "a is a complex, which is not data"),
    ]
    for value, message in cases:
        with pytest.raises(EncodeError) as raised:
            encode(value)
        assert str(raised.value) == message


@both
def test_mappings_and_tuples_are_maps_and_lists(encode: Any, decode: Any) -> None:
    from collections import OrderedDict, defaultdict
    from types import MappingProxyType

    value = {"a": OrderedDict(x=1), "b": defaultdict(int, y=2), "c": (1, 2), "d": MappingProxyType({"z": 3})}
    assert decode(encode(value)) == {"a": {"x": 1}, "b": {"y": 2}, "c": [1, 2], "d": {"z": 3}}


@both
def test_numbers_may_be_keys(encode: Any, decode: Any) -> None:
    assert decode(encode({1: "a", 2.5: "b", "1": "c"})) == {1: "a", 2.5: "b", "1": "c"}


needs_numpy = pytest.mark.skipif(numpy is None, reason="NumPy is not installed")


@both
@needs_numpy
@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8", "i8", "u8", ">f4", ">i8"])
def test_arrays_keep_their_type(encode: Any, decode: Any, kind: str) -> None:
    for size in (0, 3, 100_000):
        array = numpy.arange(size).astype(kind)
        found = decode(encode({"embedding": array}))["embedding"]
        assert found.dtype == numpy.dtype(kind).newbyteorder("<")
        assert (found == array).all() and found.shape == array.shape
        found[:1] = 1  # it can be written to


@both
@needs_numpy
def test_arrays_of_other_shapes_and_types_become_lists(encode: Any, decode: Any) -> None:
    matrix = numpy.arange(6, dtype="f4").reshape(2, 3)
    (first, second) = decode(encode(matrix))
    assert first.tolist() == [0, 1, 2] and second.dtype == numpy.float32
    assert decode(encode(matrix[:, 1])).tolist() == [1, 4]
    assert decode(encode(numpy.array([True, False]))) == [True, False]
    assert decode(encode(numpy.array(["a", "b"]))) == ["a", "b"]
    assert decode(encode(numpy.arange(3, dtype="f2"))).dtype == numpy.float32
    assert decode(encode([numpy.float32(1.5), numpy.int64(3), numpy.bool_(True)])) == [1.5, 3, True]
    with pytest.raises(EncodeError, match="^a is an ndarray"):
        encode({"a": numpy.array([1j])})


@both
def test_arrays_of_python_are_typed_arrays(encode: Any, decode: Any) -> None:
    from array import array

    assert list(decode(encode(array("f", [1.5, 2])))) == [1.5, 2]
    assert encode(array("B", [1, 2])) == b"\xc7\x03\x74\x01\x01\x02"


@needs_numpy
def test_large_arrays_are_views_and_are_not_copied() -> None:
    array = numpy.arange(100_000, dtype="f4")
    message = {"documents": [{"id": "1", "embedding": array}]}
    buffers = encoder.encode_buffers(message)
    assert any(numpy.shares_memory(array, numpy.frombuffer(buffer, "u1")) for buffer in buffers)
    data = bytearray(b"".join(buffers))
    found = decode(data)["documents"][0]["embedding"]
    assert numpy.shares_memory(found, numpy.frombuffer(data, "u1"))


def test_bytes_behind_the_value_are_an_error() -> None:
    with pytest.raises(DecodeError, match="its value ends at 1"):
        pure_decode(b"\x01\x02")


def test_nan_stays_nan() -> None:
    assert math.isnan(decode(encode(math.nan)))
