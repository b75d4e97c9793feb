"""The class that executors extend."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger
    from typing import Any, Callable, Mapping


class _OwnLogger:
    """An attribute that can be set, unlike a property, and needs `logging` only when it is read."""

    if TYPE_CHECKING:

        def __set__(self, executor: Executor, logger: Any) -> None: ...

    def __get__(self, executor: Executor, _: type) -> Logger:
        return logger_of(getattr(executor.runtime_args, "name", None) or type(executor).__name__)


class Executor:
    """An executor with state: the methods that are marked with `@requests` serve its endpoints.

        class Encoder(Executor):
            def __init__(self, model="small", **kwargs):
                super().__init__(**kwargs)
                self.model = load(model)

            @requests(on="/index")
            def encode(self, docs, **kwargs):
                docs.embeddings = self.model(docs.texts)

    The Pod's option `with` becomes the arguments of `__init__`. The replica is ready when that returns. `close` is called
    once, after the last request; it may be `async`.
    """

    #: `metas` of the executor's YAML file: `metas.name`, `metas.workspace`.
    metas: Any
    #: Who this is: `name`, `replica_id`, `replicas`; also as `shard_id` and `shards`.
    runtime_args: Any
    #: The functions by endpoint.
    requests: dict[str, Callable[..., Any]]

    def __init__(
        self,
        metas: Mapping[str, Any] | None = None,
        requests: Mapping[str, str] | None = None,
        runtime_args: Mapping[str, Any] | None = None,
        workspace: str | None = None,
        **kwargs: Any,
    ) -> None:
        # A second call, of one that passes nothing on, keeps what the first has set.
        if metas is not None or not hasattr(self, "metas"):
            self.metas = _namespace({"name": type(self).__name__, "workspace": workspace, **(metas or {})})
        if runtime_args is not None or not hasattr(self, "runtime_args"):
            self.runtime_args = _namespace(runtime_args or {})
        if workspace is not None or not hasattr(self, "_workspace"):
            self._workspace = workspace or self.metas.workspace
        if requests is not None or not hasattr(self, "requests"):
            self.requests = _bind(self, requests or {})

    @property
    def workspace(self) -> str | None:
        """A folder that belongs to this replica alone, and survives restarts; created when this is read."""
        if self._workspace is not None:
            from os import makedirs

            makedirs(self._workspace, exist_ok=True)
        return self._workspace

    #: A logger whose lines are shown with their level. Executors of Jina's set one of their own.
    logger = _OwnLogger()

    def close(self) -> Any:
        """Called once, after the last request."""


def logger_of(name: str) -> Logger:
    """A logger that leaves it to the command which levels are shown."""
    from logging import DEBUG, getLogger

    logger = getLogger(name)
    logger.setLevel(DEBUG)
    return logger


def _bind(executor: Executor, by_name: Mapping[str, str]) -> dict[str, Callable[..., Any]]:
    """The methods by endpoint: those that are marked, then those that are given by their names."""
    from .endpoints import DEFAULT, endpoints_of

    found: dict[str, Callable[..., Any]] = {}
    for kind in reversed(type(executor).__mro__):
        for name, value in vars(kind).items():
            for endpoint in endpoints_of(getattr(value, "__func__", value)):
                found[endpoint] = getattr(executor, name)
    for endpoint, name in by_name.items():
        method = getattr(executor, name, None)
        if not callable(method):
            raise ValueError(f"{endpoint} is to be served by {name!r}, which is no method of {type(executor).__name__}")
        found[DEFAULT if endpoint == "/default" else endpoint] = method
    return found


def _namespace(values: Mapping[str, Any]) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(**values)
