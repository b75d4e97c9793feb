"""Steps in where the user's code imports `logging`, and `jina` or `docarray` where these are not installed."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any, Callable

    from .channel import Channel

#: The names of modules that may not be installed, and where they are found in Peaflow.
_STAND_INS = {
    "docarray": {"Document": "peaflow", "DocumentArray": "peaflow"},
    "jina": {
        "Client": "peaflow",
        "Document": "peaflow",
        "DocumentArray": "peaflow",
        "Executor": "peaflow",
        "requests": "peaflow",
    },
    "jina.logging": {},
    "jina.logging.logger": {"JinaLogger": "peaflow._host.jina_logger"},
}


def ready_imports(channel: Channel) -> None:
    """Prepares the imports of the user's code."""
    if "logging" in sys.modules:
        _take_logging(channel)
    else:
        sys.meta_path.insert(0, _AfterImport("logging", lambda: _take_logging(channel)))
    # Last, so that a package that is installed comes first.
    sys.meta_path.append(_StandIns())


def _take_logging(channel: Channel) -> None:
    from .logs import take_logging

    take_logging(channel)


class _AfterImport:
    """Calls a function once a module has been imported."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._name = name
        self._then = then

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                self._follow(spec)
                return spec
        return None

    def _follow(self, spec: ModuleSpec) -> None:
        loader: Any = spec.loader
        execute = loader.exec_module

        def execute_and_follow(module: ModuleType) -> None:
            del loader.exec_module
            execute(module)
            self._then()

        # The loader is this module's own.
        loader.exec_module = execute_and_follow


class _StandIns:
    """Finds what of `jina` and `docarray` executors use, where these are not installed."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name not in _STAND_INS:
            return None
        from _frozen_importlib import ModuleSpec

        loader: Any = self
        return ModuleSpec(name, loader, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        names = _STAND_INS[module.__name__]

        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            if name not in names:
                raise ImportError(
                    f"{module.__name__} is not installed, and Peaflow, which stands in for it, has no {name!r}: "
                    f"it has {', '.join(names) or 'nothing of it'}"
                )
            return getattr(__import__(names[name], fromlist=[name]), name)

        module.__getattr__ = find  # type: ignore[method-assign]
