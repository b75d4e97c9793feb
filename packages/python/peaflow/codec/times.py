"""Points in time: the timestamps of MessagePack, which are a `datetime` in Python."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from struct import pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def read_timestamp(data: Union[bytes, bytearray]) -> datetime | float | None:
    """A `datetime` in UTC; seconds since 1970 beyond its range; `None` for a date that is not valid."""
    if len(data) == 4:
        seconds, nanoseconds = int.from_bytes(data, "big"), 0
    elif len(data) == 8:
        both = int.from_bytes(data, "big")
        seconds, nanoseconds = both & ((1 << 34) - 1), both >> 34
    elif len(data) == 12:
        seconds, nanoseconds = int.from_bytes(data[4:], "big", signed=True), int.from_bytes(data[:4], "big")
    else:
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds, microseconds=nanoseconds // 1000)
    except OverflowError:
        return seconds + nanoseconds / 1e9


def write_timestamp(value: datetime) -> bytes:
    """The timestamp of a point in time. One without a time zone is in local time, as everywhere in Python."""
    since = value.astimezone(timezone.utc) - _EPOCH
    seconds, nanoseconds = since.days * 86_400 + since.seconds, since.microseconds * 1000
    if 0 <= seconds < 1 << 34:
        return pack(">I", seconds) if nanoseconds == 0 and seconds < 1 << 32 else pack(">Q", nanoseconds << 34 | seconds)
    return pack(">Iq", nanoseconds, seconds)
