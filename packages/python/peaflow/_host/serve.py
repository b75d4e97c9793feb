"""The life of the host: set up, serve, tear down."""

from __future__ import annotations

import sys

from ..context import Replica
from .failure import to_message
from .imports import ready_imports
from .load import load
from .process import leave, leave_at_once, leave_for
from .reader import Calls
from .serving import Serving

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping

    from .channel import Channel

#: The version of the protocol.
_PROTOCOL = 1

#: How deep calls may be nested: documents may be 1,000 levels deep, and each takes some.
_DEEPEST = 4_000


def serve(channel: Channel) -> None:
    """Serves until the Pea says that it is enough, and ends the process."""
    setup = channel.read()
    if setup is None:
        leave_at_once(0)
    sys.setrecursionlimit(_DEEPEST)
    ready_imports(channel)
    serving = _set_up(channel, setup)
    try:
        channel.send({"type": "ready", "protocol": _PROTOCOL, "endpoints": serving.endpoints})
        run = _runner(serving)
        run(serving, Calls(channel, Replica(setup)), setup.get("concurrency") or 1)
    except BaseException as error:
        leave_for(error)
    leave(0)


def _set_up(channel: Channel, setup: Mapping[str, Any]) -> Serving:
    try:
        return Serving(load(setup), is_batched=setup.get("batch") is not None)
    except SystemExit as exit:
        leave_for(exit)
    except BaseException as error:
        channel.send(to_message(error))
        leave(1)


def _runner(serving: Serving) -> Any:
    if serving.has_async:
        from .in_tasks import run_in_tasks

        return run_in_tasks
    from .in_threads import run_in_threads

    return run_in_threads
