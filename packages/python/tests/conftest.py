"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any, Callable, Iterator

import pytest
from pea import Pea


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of Python, and returns its path."""

    def write_file(code: str, name: str = "executor.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(code))
        return path

    return write_file


@pytest.fixture
def start(write: Callable[..., Path]) -> Iterator[Callable[..., Pea]]:
    """Starts hosts that run some code. They are ended with the test."""
    started: list[Pea] = []

    def start_host(code: str, **setup: Any) -> Pea:
        pea = Pea(write(code), **setup)
        started.append(pea)
        assert pea.first["type"] == "ready", pea.first
        return pea

    yield start_host
    for pea in started:
        pea.__exit__()
