"""The payloads of messages: MessagePack, as far as documents need it. Extensions stay as they are."""
import struct
from collections import namedtuple

Extension = namedtuple("Extension", "type data")

NUMBERS = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q", 0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}
PLAIN = {0xC0: None, 0xC2: False, 0xC3: True}


def decode(data):
    """The value of a payload: an array of documents and a map of parameters."""
    value, at = read(memoryview(data), 0)
    if at != len(data) or not isinstance(value, list) or len(value) != 2:
        raise ValueError("the payload is not an array of documents and parameters")
    return value


def read(data, at):
    tag, at = data[at], at + 1
    if tag < 0x80 or tag >= 0xE0:
        return (tag if tag < 0x80 else tag - 256), at
    if tag in PLAIN:
        return PLAIN[tag], at
    if tag in NUMBERS:
        size = struct.calcsize(NUMBERS[tag])
        return struct.unpack_from(NUMBERS[tag], data, at)[0], at + size
    if 0xD4 <= tag <= 0xD8:  # extensions of 1, 2, 4, 8 and 16 bytes
        return read_bytes(data, at, 1 << (tag - 0xD4), "extension")
    if tag < 0xC0:
        kind = "map" if tag < 0x90 else "array" if tag < 0xA0 else "string"
        count = tag & (0x1F if kind == "string" else 0x0F)
    else:
        kind, width = {
            0xC4: ("binary", 1), 0xC5: ("binary", 2), 0xC6: ("binary", 4), 0xC7: ("extension", 1), 0xC8: ("extension", 2),
            0xC9: ("extension", 4), 0xD9: ("string", 1), 0xDA: ("string", 2), 0xDB: ("string", 4), 0xDC: ("array", 2),
            0xDD: ("array", 4), 0xDE: ("map", 2), 0xDF: ("map", 4),
        }[tag]
        count, at = int.from_bytes(data[at : at + width], "big"), at + width
    if kind in ("string", "binary", "extension"):
        return read_bytes(data, at, count, kind)
    items = []
    for _ in range(count * (2 if kind == "map" else 1)):
        item, at = read(data, at)
        items.append(item)
    return (dict(zip(items[::2], items[1::2])) if kind == "map" else items), at


def read_bytes(data, at, count, kind):
    if kind == "extension":
        return Extension(data[at], bytes(data[at + 1 : at + 1 + count])), at + 1 + count
    found = bytes(data[at : at + count])
    if len(found) < count:
        raise ValueError("the payload ends early")
    return (found.decode() if kind == "string" else found), at + count


def encode(value):
    if value is None or isinstance(value, bool):
        return bytes([{None: 0xC0, False: 0xC2, True: 0xC3}[value]])
    if isinstance(value, int):
        return struct.pack(">Bq", 0xD3, value) if value < 2**63 else struct.pack(">BQ", 0xCF, value)
    if isinstance(value, float):
        return struct.pack(">Bd", 0xCB, value)
    if isinstance(value, Extension):
        return struct.pack(">BIB", 0xC9, len(value.data), value.type) + value.data
    if isinstance(value, str):
        data = value.encode()
        return struct.pack(">BI", 0xDB, len(data)) + data
    if isinstance(value, (bytes, bytearray, memoryview)):
        return struct.pack(">BI", 0xC6, len(value)) + bytes(value)
    if isinstance(value, dict):
        return struct.pack(">BI", 0xDF, len(value)) + b"".join(encode(part) for item in value.items() for part in item)
    return struct.pack(">BI", 0xDD, len(value)) + b"".join(map(encode, value))
