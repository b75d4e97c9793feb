"""Plays the Pea: starts the host, and exchanges frames with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator, Sequence

from peaflow.codec import decode, encode

HOST = Path(__file__).parent.parent / "peaflow" / "__main__.py"


class Pea:
    """A host that runs an executor. `with Pea(file) as pea` waits until it is ready."""

    def __init__(self, file: Path, options: Sequence[str] = (), **setup: Any) -> None:
        reads, theirs_out = os.pipe()
        theirs_in, writes = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs_in), str(theirs_out), sys.executable, "-u", *options, str(HOST)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(theirs_in, theirs_out),
            text=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._input = os.fdopen(reads, "rb")
        self._output = os.fdopen(writes, "wb", 0)
        self._calls = 0
        folder = file.parent
        self.send(
            type="setup",
            protocol=1,
            uses=str(file),
            **{
                "with": {},
                "flow": "flow",
                "pod": "pod",
                "pea": "pod/0",
                "replica_id": 0,
                "replicas": 1,
                "directory": str(folder),
                "workspace": str(folder / "workspace"),
                "concurrency": 1,
                "batch": None,
                "debug": False,
                **setup,
            },
        )
        #: The first message of the executor but log lines: `ready`, or an error.
        self.first = self.receive()
        while self.first["type"] == "log":
            self.first = self.receive()

    def send(self, **message: Any) -> None:
        frame = encode(message)
        data = memoryview(len(frame).to_bytes(4, "little") + frame)
        while data:
            data = data[self._output.write(data) :]

    def receive(self) -> dict[str, Any]:
        head = self._input.read(4)
        if len(head) < 4:
            raise EOFError(f"the host has ended: {self.process.communicate()[1]}")
        return decode(self._input.read(int.from_bytes(head, "little")))  # type: ignore[no-any-return]

    def begin(self, documents: list[dict[str, Any]], endpoint: str = "/", **fields: Any) -> int:
        """Begins a call, and returns its id."""
        self._calls += 1
        call = {"parameters": {}, "headers": {}, "time_left": 60_000.0, "piece": {"index": 0, "last": True}, **fields}
        self.send(type="call", id=self._calls, endpoint=endpoint, documents=documents, **call)
        return self._calls

    def answers(self, id: int) -> Iterator[dict[str, Any]]:
        """What the executor answers, up to the end of a call; each piece is taken."""
        while True:
            message = self.receive()
            if message.get("id") != id:
                continue
            yield message
            if message["type"] != "piece":
                return
            self.send(type="taken", id=id)

    def call(self, documents: list[dict[str, Any]], endpoint: str = "/", **fields: Any) -> Any:
        """The documents that a call returns.

        Raises `CallError` if it fails.
        """
        (answer,) = self.answers(self.begin(documents, endpoint, **fields))
        if answer["type"] == "error":
            raise CallError(answer)
        return answer.get("documents", documents)

    def close(self) -> str:
        """Tears the executor down; returns what it has printed."""
        self.send(type="teardown")
        # As a Pea does. Until now, this would have ended the host at once.
        self._output.close()
        out, err = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, err
        return out + err

    def __enter__(self) -> Pea:
        assert self.first["type"] == "ready", self.first
        return self

    def __exit__(self, *_: object) -> None:
        self._output.close()
        self.process.communicate(timeout=30)
        self._input.close()


class CallError(Exception):
    """A call failed."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["message"])
        self.answer = answer


#: Moves two descriptors to 3 and 4, which `subprocess` cannot do, and becomes the host.
_START = """
import os, sys
reads, writes, *command = sys.argv[1:]
kept = [os.dup(int(number)) for number in (reads, writes)]
high = [__import__("fcntl").fcntl(number, __import__("fcntl").F_DUPFD, 20) for number in kept]
os.dup2(high[0], 3)
os.dup2(high[1], 4)
os.closerange(5, 64)
os.execv(command[0], command)
"""
