"""Loads the user's file, and makes the executor that is in it."""

from __future__ import annotations

import os
import sys

# From `importlib.util` they take 10 ms to import in Python 3.9, for `typing`.
from _frozen_importlib import module_from_spec
from _frozen_importlib_external import spec_from_file_location

from ..context import Replica
from ..endpoints import endpoints_of
from ..executor import Executor
from .failure import HostError, describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Callable, Mapping

    #: The functions by endpoint.
    Endpoints = dict[str, Callable[..., Any]]

_EXAMPLE = "Mark what serves requests with @requests: a function of the file, or a method of a class that extends Executor"


class Loaded:
    """An executor: its functions by endpoint, and how to close it."""

    def __init__(self, endpoints: Endpoints, close: Callable[[], Any]) -> None:
        self.endpoints = endpoints
        self.close = close


def load(setup: Mapping[str, Any]) -> Loaded:
    """The executor of the file that the Pea names.

    Raises `HostError` with `LAUNCH_EXECUTOR_LOAD` if a file cannot be imported, with `LAUNCH_EXECUTOR_EXPORT` if no executor
    is in it, and with `LAUNCH_EXECUTOR_SETUP` if its constructor fails.
    """
    files = [*(setup.get("py_modules") or []), setup["uses"]]
    modules = [_import(file) for file in dict.fromkeys(files)]
    kind = _find_class(modules, setup.get("jtype"))
    if kind is not None:
        return _construct(kind, setup)
    module = modules[-1]
    functions = [value for value in vars(module).values() if callable(value) and endpoints_of(value)]
    if not functions:
        raise _no_executor(module)
    endpoints = {name: function for function in functions for name in endpoints_of(function)}
    return Loaded(endpoints, getattr(module, "close", _nothing))


def _import(file: str) -> ModuleType:
    """Imports a file by its path. One called `__init__.py` is the package of its folder."""
    folder, base = os.path.split(file)
    name = base[: -len(".py")] if base.endswith(".py") else base
    is_package = name == "__init__"
    if is_package:
        folder, name = os.path.split(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    if name in sys.modules:  # a file called `logging.py`, say
        name = f"peaflow_executor_{name}"
    spec = spec_from_file_location(name, file, submodule_search_locations=[os.path.dirname(file)] if is_package else None)
    if spec is None or spec.loader is None:
        raise HostError("LAUNCH_EXECUTOR_LOAD", f"{file} is not a file of Python", "Give it a name that ends with .py")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise _load_failed(file, error) from None
    return module


def _load_failed(file: str, error: Exception) -> HostError:
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == file else None
    where = os.path.basename(file) if line is None else f"{os.path.basename(file)}:{line}"
    what = f"SyntaxError: {error.msg}" if isinstance(error, SyntaxError) and line is not None else describe(error)
    hint = None
    if isinstance(error, ModuleNotFoundError):
        hint = f"Install it for {sys.executable}: {sys.executable} -m pip install {(error.name or '').split('.')[0]}"
    return HostError("LAUNCH_EXECUTOR_LOAD", f"{where} does not load: {what}", hint, error)


def _find_class(modules: list[ModuleType], name: str | None) -> type | None:
    """The class that is the executor: the one of this name, or the only one of the last module."""
    if name is not None:
        return _find_named(modules, name)
    found = [value for value in vars(modules[-1]).values() if _is_executor(value)]
    own = [kind for kind in found if kind.__module__ == modules[-1].__name__]
    leaves = [kind for kind in own or found if not any(kind in other.__mro__[1:] for other in own or found)]
    if len(leaves) > 1:
        names = ", ".join(kind.__name__ for kind in leaves)
        message = f"{_base(modules[-1])} has several executors: {names}"
        raise HostError("LAUNCH_EXECUTOR_EXPORT", message, "Name one in an executor YAML (jtype), or keep one in this file")
    return leaves[0] if leaves else None


def _find_named(modules: list[ModuleType], name: str) -> type:
    for module in reversed(modules):
        value = getattr(module, name, None)
        if isinstance(value, type):
            return value
    known = [key for module in modules for key, value in vars(module).items() if _is_executor(value)]
    message = f"{_base(modules[-1])} has no executor {name!r}"
    raise HostError("LAUNCH_EXECUTOR_EXPORT", message, f"It has {', '.join(known)}" if known else _EXAMPLE)


def _is_executor(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Executor) and value is not Executor


def _construct(kind: Any, setup: Mapping[str, Any]) -> Loaded:
    replica = Replica(setup)
    ours: dict[str, Any] = {
        "metas": {**(setup.get("metas") or {}), "workspace": setup.get("workspace")},
        "requests": setup.get("requests") or {},
        "runtime_args": _runtime_args(replica),
        "workspace": setup.get("workspace"),
    }
    arguments = dict(setup.get("with") or {})
    try:
        executor = kind.__new__(kind)
        if isinstance(executor, Executor):
            Executor.__init__(executor, **ours)
        executor.__init__(**arguments, **{name: value for name, value in ours.items() if _takes(kind, name, arguments)})
    except Exception as error:
        message = f"{kind.__name__} cannot be made: {describe(error)}"
        raise HostError("LAUNCH_EXECUTOR_SETUP", message, None, error) from None
    if not executor.requests:
        raise HostError("LAUNCH_EXECUTOR_EXPORT", f"{kind.__name__} serves no endpoint", _EXAMPLE)
    return Loaded(executor.requests, executor.close)


def _takes(kind: Any, name: str, arguments: Mapping[str, Any]) -> bool:
    """Whether a constructor takes an argument that is not the user's."""
    from .binding import parameters_of

    found = parameters_of(kind.__init__)
    return name not in arguments and (found.takes_any or name in found.names)


def _runtime_args(replica: Replica) -> dict[str, Any]:
    return {
        "flow": replica.flow,
        "name": replica.pea,
        "pod": replica.pod,
        "replica_id": replica.replica_id,
        "replicas": replica.replicas,
        "shard_id": replica.replica_id,
        "shards": replica.replicas,
        "workspace": replica.workspace,
    }


def _no_executor(module: ModuleType) -> HostError:
    own = [
        name
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", None) == module.__name__ and not name.startswith("_")
    ]
    message = f"{_base(module)} has neither a class that extends Executor nor a function with @requests"
    return HostError("LAUNCH_EXECUTOR_EXPORT", f"{message}; it has {', '.join(own)}" if own else message, _EXAMPLE)


def _base(module: ModuleType) -> str:
    return os.path.basename(module.__file__ or module.__name__)


def _nothing() -> None:
    pass
