"""The functions by endpoint, ready to be called."""

from __future__ import annotations

from ..endpoints import DEFAULT
from .binding import SignatureError, bind, is_async, is_generator
from .docarray import converter_of
from .failure import HostError
from .load import Loaded
from .schemas import describe_endpoint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable


class Endpoint:
    """What serves an endpoint."""

    __slots__ = ("call", "is_async", "to_documents")

    def __init__(self, function: Callable[..., Any]) -> None:
        #: Calls the user's function with documents and the context.
        self.call = bind(function)
        #: Makes the documents that the function takes.
        self.to_documents = converter_of(function)
        self.is_async = is_async(function)


class Serving:
    """What serves each endpoint.

    Raises `HostError` with `LAUNCH_EXECUTOR_EXPORT` if a function takes what is not passed, with `LAUNCH_EXECUTOR_SCHEMA` if
    a schema cannot be used, and with `CONFIG_BATCH_GENERATOR` if one has `yield` and the Pod has `batch`.
    """

    def __init__(self, loaded: Loaded, is_batched: bool = False) -> None:
        self.close = loaded.close
        if is_batched:
            _check_batch(loaded)
        try:
            self._endpoints = {name: Endpoint(function) for name, function in loaded.endpoints.items()}
        except SignatureError as error:
            raise HostError("LAUNCH_EXECUTOR_EXPORT", str(error)) from None
        #: Whether any of it is `async`.
        self.has_async = is_async(self.close) or any(endpoint.is_async for endpoint in self._endpoints.values())
        #: What the Flow is told of each endpoint.
        self.endpoints = {name: describe_endpoint(name, function) for name, function in loaded.endpoints.items()}

    def endpoint_of(self, name: str) -> Endpoint | None:
        """What serves an endpoint; `None` if its documents pass unchanged."""
        return self._endpoints.get(name) or self._endpoints.get(DEFAULT)


def _check_batch(loaded: Loaded) -> None:
    for name, function in loaded.endpoints.items():
        if is_generator(function):
            message = f"what serves {name} is a generator, which cannot be called for a batch"
            raise HostError("CONFIG_BATCH_GENERATOR", message, "Remove batch from the Pod, or return a list instead")
