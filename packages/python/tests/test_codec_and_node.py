"""The codecs of Python and of Node read what the other writes."""

from __future__ import annotations

import math
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterator

import pytest
from node_program import needs_node
from peaflow.codec import encode
from peaflow.codec.arrays import numpy
from test_codec import CODECS, Random

pytestmark = needs_node

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
OWN = 6


class SendableRandom(Random):
    """Of random values, those that JavaScript has too: its times have milliseconds."""

    def time(self) -> datetime:
        return EPOCH + timedelta(milliseconds=self.random.choice([0, 1, -1, 2**42, self.random.getrandbits(40)]))


VALUES = [SendableRandom(seed).value() for seed in range(150)]


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    """What Node writes: values of its own, and those that it was sent."""
    sent = b"".join(len(data).to_bytes(4, "little") + data for data in map(encode, VALUES))
    script = Path(__file__).parent / "node" / "echo.mjs"
    output = subprocess.run(["node", str(script)], input=sent, stdout=subprocess.PIPE, check=True).stdout
    return list(_split(output))


def _split(output: bytes) -> Iterator[bytes]:
    while output:
        end = 4 + int.from_bytes(output[:4], "little")
        yield output[4:end]
        output = output[end:]


@pytest.mark.parametrize(("encode", "decode"), CODECS)
def test_what_is_sent_comes_back(frames: list[bytes], encode: Any, decode: Any) -> None:
    assert [decode(frame) for frame in frames[OWN:]] == VALUES


@pytest.mark.parametrize(("encode", "decode"), CODECS)
def test_values_of_javascript_are_those_of_python(frames: list[bytes], encode: Any, decode: Any) -> None:
    numbers, dates, arrays, more, others, bytes_ = map(decode, frames[:OWN])
    assert math.isnan(numbers.pop("nan"))
    assert numbers == {"n": 2**63, "small": 5, "big": 2**53, "float": 1.5, "negative": -(2**63)}
    assert dates == {
        "date": EPOCH + timedelta(milliseconds=1_700_000_000_123),
        "old": EPOCH - timedelta(milliseconds=1),
        "invalid": None,
        "far": 8.64e12,
    }
    assert {name: list(array) for name, array in {**arrays, **more}.items()} == {
        "f32": [1.5, -2],
        "f64": [0.1],
        "u8": [1, 2],
        "i64": [-5],
        "clamped": [255],
        "i16": [-2],
        "u16": [2],
        "i8": [-1],
    }
    if numpy is not None:
        assert [array.dtype.str for array in arrays.values()] == ["<f4", "<f8", "|u1", "<i8"]
    assert others["set"] == {1, "a"} and others["hole"] == [None, 1] and "left" not in others
    assert others["map"] == {1: "one"}
    assert bytes_ == {"blob": b"bytes", "text": "ä😀" * 100, "__proto__key": 1, "cut": "\ufffd"}


