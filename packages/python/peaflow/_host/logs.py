"""Lines of `logging` become log lines of the Pea, with their level."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Handler, LogRecord
    from typing import Any

    from .channel import Channel

#: From which level of `logging` on which level of the Pea, and how a line on stderr begins that has it.
_LEVELS = ((40, "error", "<3>"), (30, "warn", "<4>"), (20, "info", "<6>"), (0, "debug", "<7>"))


def take_logging(channel: Channel) -> None:
    """Makes records of `logging` log lines wherever the user's code has not set up a handler of its own.

    `basicConfig` counts as set up only if it says where to write. Unless it says otherwise, the level is `INFO`.
    """
    import logging

    handler = _handler(channel)
    logging.lastResort = handler
    logging.getLogger().setLevel(logging.INFO)
    basic_config = logging.basicConfig

    def configure(**options: Any) -> None:
        root = logging.getLogger()
        if not root.handlers and not {"filename", "handlers", "stream"} & options.keys():
            if options.get("format") is None:  # the level and the time stand in the log line already
                handler.setFormatter(logging.Formatter("%(message)s"))
            options["handlers"] = [handler]
        basic_config(**options)

    logging.basicConfig = configure


def _handler(channel: Channel) -> Handler:
    import logging

    class ChannelHandler(logging.Handler):
        def emit(self, record: LogRecord) -> None:
            try:
                level, mark = next((level, mark) for least, level, mark in _LEVELS if record.levelno >= least)
                text = self.format(record)
                if channel.is_detached:
                    print(*(mark + line for line in text.split("\n")), sep="\n", file=sys.stderr)
                else:
                    channel.send({"type": "log", "level": level, "message": text})
            except Exception:
                self.handleError(record)

    return ChannelHandler()
