"""The logger that executors of Jina make for themselves."""

from __future__ import annotations

from logging import INFO, Logger, LoggerAdapter

from ..executor import logger_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Adapter = LoggerAdapter[Logger]
else:
    Adapter = LoggerAdapter


class JinaLogger(Adapter):
    """A logger of `logging` that also has `success`."""

    def __init__(self, context: str, *_: Any, **__: Any) -> None:
        super().__init__(logger_of(context), {})

    def success(self, message: object, *arguments: Any) -> None:
        """Logs a line of the level `info`."""
        self.log(INFO, message, *arguments)

    def close(self) -> None:
        """Does nothing: it holds nothing that is to be closed."""
