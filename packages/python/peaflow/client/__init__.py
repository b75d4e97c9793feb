"""Calls Flows over HTTP."""

from __future__ import annotations

from .client import Client
from .error import ClientError

__all__ = ["Client", "ClientError"]
