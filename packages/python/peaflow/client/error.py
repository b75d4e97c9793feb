"""What went wrong with a call."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping


class ClientError(Exception):
    """A Flow answered a call with an error. Its text is the message, with the hint in a second line."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        message = str(problem.get("detail") or problem.get("title") or "the call failed")
        hint = problem.get("hint")
        super().__init__(f"{message}\n{hint}" if hint else message)
        #: What is wrong.
        self.message = message
        #: The code of the error, such as `REQUEST_EXECUTOR`: docs/errors.md lists them.
        self.code: str = problem.get("code") or "REQUEST_FAILED"
        #: What to do about it.
        self.hint: str | None = hint
        #: The Pod in which it happened.
        self.pod: str | None = problem.get("pod")
        #: The Pea in which it happened.
        self.pea: str | None = problem.get("pea")
        #: The status of HTTP.
        self.status: int | None = problem.get("status")
        #: The id of the request, which the log of the Flow has.
        self.request_id: str | None = problem.get("request_id")


def error_of(status: int, body: bytes) -> ClientError:
    """The error in a response, which may also come from a proxy in between."""
    import json

    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"detail": f"the server answered with status {status}: {body[:200].decode(errors='replace')}"}
    return ClientError({"status": status, **problem})
