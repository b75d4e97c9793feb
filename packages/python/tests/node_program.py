"""Programs of Node that tests call. They need a build of this repository."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

_PACKAGES = Path(__file__).parent.parent.parent

#: The command `peaflow`.
COMMAND = _PACKAGES / "peaflow" / "bin" / "peaflow.js"


def _missing() -> str | None:
    if shutil.which("node") is None:
        return "node is not installed"
    if not (_PACKAGES / "pea" / "dist" / "internal.js").exists():
        return "the packages are not built: node scripts/build.mjs"
    return None


_why = _missing()
if _why is not None and os.environ.get("CI"):
    raise RuntimeError(_why)

needs_node = pytest.mark.skipif(_why is not None, reason=_why or "")
