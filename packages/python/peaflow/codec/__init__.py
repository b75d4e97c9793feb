"""MessagePack as Peaflow uses it: what documents and their parameters are on the wire.

`decode` and `encode` use the package `msgpack` where it is installed, and are pure Python where it is not. Both give the
same values and the same bytes' meaning:

| Python                                          | on the wire                              |
|-------------------------------------------------|------------------------------------------|
| `None`, `bool`, `float`, `str`, `list`, `dict`  | as in MessagePack                        |
| `int` of up to 64 bits                          | an integer                               |
| `bytes`, `bytearray`, `memoryview`              | binary; read as `bytes`                  |
| `numpy.ndarray`, `array.array`                  | a typed array; read as the former where NumPy is installed |
| `datetime`                                      | a timestamp; read as a `datetime` in UTC |
| `set`, `frozenset`                              | a JavaScript `Set`; read as a `set`      |

An array of several dimensions becomes a list of its rows. Arrays that are read can be written to; in messages of more than
32 KB they are views of the message, without a copy.
"""

from __future__ import annotations

from .decoder import DecodeError
from .unsendable import EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    Buffer = Union[bytes, bytearray, memoryview]

try:
    from .compiled import decode, encode_buffers
except ImportError:
    from .decoder import decode
    from .encoder import encode_buffers

__all__ = ["DecodeError", "EncodeError", "decode", "encode", "encode_buffers"]


def encode(value: Any) -> bytes:
    """Encodes a value as MessagePack.

    Raises `EncodeError`, which names the path of what cannot be sent.
    """
    return b"".join(encode_buffers(value))
