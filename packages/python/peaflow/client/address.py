"""Where a Flow is served."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_PORT = 8080


def address_of(url: str | None, host: str | None, port: int | None, tls: bool) -> SplitResult:
    """The address in a URL, or that of a host and a port.

    Raises `ValueError` if it is no address of HTTP.
    """
    given = url or host or "127.0.0.1"
    if "://" not in given:
        given = f"{'https' if tls else 'http'}://{given}"
    found = urlsplit(given)
    if found.scheme not in ("http", "https") or not found.hostname:
        raise ValueError(f"{given!r} is not the address of a Flow: write http://127.0.0.1:8080")
    if found.query or found.fragment:
        raise ValueError(f"{given!r} has more than an address: leave out what follows the path")
    if found.port is None and (port is not None or found.scheme == "http" and url is None):
        found = found._replace(netloc=f"{found.netloc.rstrip(':')}:{port or _PORT}")
    return found
