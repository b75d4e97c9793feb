"""Executors and clients of Peaflow in Python.

    from peaflow import Executor, requests

    class Encoder(Executor):
        def __init__(self, model="small", **kwargs):
            super().__init__(**kwargs)
            self.model = load(model)

        @requests(on="/index")
        def encode(self, docs, parameters, **kwargs):
            docs.embeddings = self.model(docs.texts)

A Pod runs it with `uses: ./encoder.py`. See https://github.com/peaflow/peaflow/blob/main/docs/python.md
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import Client as Client
    from .client import ClientError as ClientError
    from .context import Context as Context
    from .context import cancelled as cancelled
    from .documents import Document as Document
    from .documents import DocumentList as DocumentList
    from .documents import NamedScore as NamedScore
    from .endpoints import requests as requests
    from .executor import Executor as Executor

    DocumentArray = DocumentList

#: Where each name is. It is imported when it is first used: an executor needs no client, and starts earlier without.
_MODULES = {
    "Client": ".client",
    "ClientError": ".client",
    "Context": ".context",
    "Document": ".documents",
    "DocumentArray": ".documents",
    "DocumentList": ".documents",
    "Executor": ".executor",
    "NamedScore": ".documents",
    "cancelled": ".context",
    "requests": ".endpoints",
}

__all__ = [
    "Client",
    "ClientError",
    "Context",
    "Document",
    "DocumentArray",
    "DocumentList",
    "Executor",
    "NamedScore",
    "cancelled",
    "requests",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"peaflow has no {name!r}: it has {', '.join(__all__)}")
    module = __import__(__name__ + _MODULES[name], fromlist=["*"])
    found = getattr(module, "DocumentList" if name == "DocumentArray" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
