"""Packs and records: section 2 of the page of the wire protocol."""
import struct

MAGIC, CONTROL_MAGIC = b"PEA\x02", b"PEC\x02"
HELLO, WELCOME, DATA, ERROR, ACK = 1, 2, 3, 4, 5
SENDS, CALLS, JOINS = 1, 2, 4
ATTACHED, URGENT, HEADERS, PIECE, MORE = 1, 2, 4, 8, 16
LARGEST_INLINE, NO_LIMIT = 32 * 1024, 0xFFFFFFFF


class Message:
    """A DATA or an ERROR. `head` is what a Pea hands on as it is: index and headers of a piece."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


def u48(number):
    return number.to_bytes(6, "little")


def read_u48(data, at):
    return int.from_bytes(data[at : at + 6], "little")


def greeting(kind, flags, edge, pea, session, peer_session, received, proof):
    tail = u48(received) + proof + pea.encode()
    return struct.pack("<IBBHIIII", 24 + len(tail), kind, flags, edge, *session, *peer_session) + tail


def ack(received, limit, settled_below, settled, running):
    ranges = b"".join(map(u48, (*(number for one in settled for number in one), *running)))
    numbers = u48(received) + u48(limit) + u48(settled_below) + ranges
    return struct.pack("<IBBHH", 10 + len(numbers), ACK, 0, len(settled), len(running)) + numbers


def message(one, seq, time_left):
    """The record, and its attachment in a list if it has one."""
    attached = len(one.payload) > LARGEST_INLINE
    flags = (ATTACHED if attached else 0) | (URGENT if one.urgent else 0) | one.flags
    endpoint = one.endpoint.encode()
    body = endpoint + one.head + (b"" if attached else one.payload)
    kind = ERROR if one.is_error else DATA
    start = struct.pack("<IBBHHBBH", 34 + len(body), kind, flags, one.shard, one.shards, len(endpoint), one.tries, one.attempt)
    return start + u48(seq) + u48(one.request) + struct.pack("<II", time_left, len(one.payload)) + body, [one.payload] * attached


def unpack(flow_id, frames):
    """The records of a ZeroMQ message, as tuples that begin with their type. Raises ValueError for what breaks the protocol."""
    frame, attachments, records, at = frames[0], list(frames[1:]), [], 12
    if frame[:4] != MAGIC or frame[4:12] != flow_id or len(frame) == 12:
        raise ValueError("not a pack of this Flow")
    while at < len(frame):
        length = int.from_bytes(frame[at : at + 4], "little")
        if length < 6 or at + length > len(frame):
            raise ValueError("a record is longer than its pack")
        records.append(unpack_record(frame[at : at + length], attachments))
        at += length
    if attachments:
        raise ValueError("more frames than attachments")
    return records


def unpack_record(data, attachments):
    try:
        kind, flags = data[4], data[5]
        if kind in (HELLO, WELCOME):
            _, edge, *numbers = struct.unpack_from("<BHIIII", data, 5)
            return kind, flags, edge, tuple(numbers[:2]), tuple(numbers[2:]), read_u48(data, 24), data[30:46], data[46:].decode()
        if kind == ACK:
            pairs, calls = struct.unpack_from("<HH", data, 6)
            numbers = [read_u48(data, at) for at in range(10, len(data), 6)]
            if len(numbers) != 3 + 2 * pairs + calls:
                raise ValueError("ACK: its length does not fit its counts")
            ranges = numbers[3 : 3 + 2 * pairs]
            return kind, *numbers[:3], list(zip(ranges[::2], ranges[1::2])), numbers[3 + 2 * pairs :]
        if kind in (DATA, ERROR):
            return kind, unpack_message(data, kind, flags, attachments)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"a record of type {kind}")


def unpack_message(data, kind, flags, attachments):
    shard, shards, endpoint_bytes, tries, attempt = struct.unpack_from("<HHBBH", data, 6)
    time_left, size = struct.unpack_from("<II", data, 26)
    head = at = 34 + endpoint_bytes
    at += 4 if flags & PIECE else 0
    at += 2 + int.from_bytes(data[at : at + 2], "little") if flags & HEADERS else 0
    payload = attachments.pop(0) if flags & ATTACHED else data[at:]
    if len(payload) != size or shard >= shards:
        raise ValueError("the lengths of a message do not fit")
    return Message(
        is_error=kind == ERROR, urgent=bool(flags & URGENT), flags=flags & (HEADERS | PIECE | MORE), head=data[head:at],
        shard=shard, shards=shards, tries=tries, attempt=attempt, seq=read_u48(data, 14), request=read_u48(data, 20),
        time_left=time_left, endpoint=data[34:head].decode(), payload=payload,
    )  # fmt: skip
