"""Typed arrays: JavaScript's on the wire, NumPy's where it is installed, else Python's own."""

from __future__ import annotations

import sys

from .unsendable import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    numpy: Any
else:
    try:
        import numpy
    except ImportError:
        numpy = None

#: The types of elements, by their number on the wire: NumPy's name, and Python's letter.
_TYPES = ("i1", "u1", "u1", "i2", "u2", "i4", "u4", "f4", "f8", "i8", "u8")
_LETTERS = ("b", "B", "B", "h", "H", "i", "I", "f", "d", "q", "Q")

#: The number on the wire of each type.
_CODES = {"i1": 0, "u1": 1, "i2": 3, "u2": 4, "i4": 5, "u4": 6, "f4": 7, "f8": 8, "i8": 9, "u8": 10}


def read_array(data: Union[bytearray, memoryview]) -> Any:
    """The array in the data of an extension: a byte for the type, then the elements. A view of them with NumPy."""
    from .decoder import DecodeError

    code = data[0]
    if code >= len(_TYPES):
        raise DecodeError(f"an array has elements of the unknown type {code}")
    if (len(data) - 1) % int(_TYPES[code][1]) != 0:
        raise DecodeError("an array ends within an element")
    elements = memoryview(data)[1:]
    if numpy is not None:
        return numpy.frombuffer(elements, "<" + _TYPES[code]) if len(elements) > 0 else numpy.empty(0, _TYPES[code])
    from array import array

    found = array(_LETTERS[code])
    found.frombytes(elements)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def write_array(value: Any) -> tuple[int | None, Any]:
    """The type and the elements of an array. Without a type: what is to be written in its place.

    A number of NumPy's is written as a number, an array of several dimensions as a list of its rows. `float16` is widened,
    `bool` becomes a list.
    """
    if numpy is None or type(value).__module__ == "array":
        return _write_python_array(value)
    array = numpy.asarray(value)
    if array.ndim != 1:
        return None, array.item() if array.ndim == 0 else list(array)
    if array.dtype.kind == "f" and array.dtype.itemsize == 2:
        array = array.astype("<f4")
    kind = f"{array.dtype.kind}{array.dtype.itemsize}"
    if kind in _CODES:
        return _CODES[kind], memoryview(numpy.ascontiguousarray(array, f"<{kind}")).cast("B")
    if array.dtype.kind in "bUSOM":
        return None, array.tolist()
    raise Refused


def _write_python_array(value: Any) -> tuple[int | None, Any]:
    kind = f"{'f' if value.typecode in 'fd' else 'u' if value.typecode.isupper() else 'i'}{value.itemsize}"
    if value.typecode in "uw" or kind not in _CODES:
        return None, value.tolist()
    if sys.byteorder == "big":
        value = value[:]
        value.byteswap()
    return _CODES[kind], memoryview(value).cast("B")
