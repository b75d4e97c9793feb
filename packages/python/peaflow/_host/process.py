"""The life of this process, which ends with its Pea."""

from __future__ import annotations

# The module `signal` itself takes 4 ms to import, which is as long as all of this package.
import _signal as signals  # type: ignore[import-not-found]
import os
import sys

from .channel import Channel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_SET_PARENT_DEATH_SIGNAL = 1
_SIGKILL = 9

#: What a terminal, or a service manager, sends to a whole group of processes.
_GROUP_SIGNALS = (signals.SIGINT, signals.SIGTERM, signals.SIGHUP)


def open_channel() -> Channel:
    """Takes what connects this process to its Pea, before any code of the user's can."""
    parent = os.getppid()
    try:
        # The copies are closed in programs that this process starts.
        reads, writes = os.dup(3), os.dup(4)
    except OSError:
        sys.exit("This program is started by a Pea: uses: ./executor.py. It reads from descriptor 3, and writes to 4.")
    os.close(3)
    os.close(4)
    os.set_blocking(reads, True)
    os.set_blocking(writes, True)
    _end_with_parent(parent)
    _ignore_signals()
    channel = Channel(reads, writes)
    _separate_forks(channel)
    # Without -u, print would wait for a full buffer; with it, it writes the end of a line by itself.
    streams: tuple[Any, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        stream.reconfigure(line_buffering=True, write_through=False)
    return channel


def leave(code: int) -> NoReturn:
    """Ends the process. Threads of the user's that still run do not keep it."""
    try:
        import atexit

        atexit._run_exitfuncs()
    finally:
        leave_at_once(code)


def leave_for(error: BaseException) -> NoReturn:
    """Ends the process because of what was raised: of `sys.exit`, with its code."""
    if isinstance(error, SystemExit):
        if error.code is not None and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
        leave(error.code if isinstance(error.code, int) else 0 if error.code is None else 1)
    sys.excepthook(type(error), error, error.__traceback__)
    leave(1)


def leave_at_once(code: int) -> NoReturn:
    """Ends the process, whatever runs in it."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _end_with_parent(parent: int) -> None:
    """Has the kernel end this process with its Pea, even while it is stuck in C. Linux only."""
    if sys.platform == "linux":
        try:
            # `ctypes` itself takes 5 ms to import.
            import _ctypes

            loaded: Any = _ctypes  # its types lack that None stands for this program
            prctl = loaded.dlsym(loaded.dlopen(None, 0), "prctl")
            loaded.call_function(prctl, (_SET_PARENT_DEATH_SIGNAL, _SIGKILL))
        except (ImportError, OSError):
            pass
    if os.getppid() != parent:
        os._exit(0)


def _ignore_signals() -> None:
    """^C and a signal to the whole group reach the Pea, too, which decides. The programs that are started get them."""
    for number in _GROUP_SIGNALS:
        signals.signal(number, lambda *_: None)


def _separate_forks(channel: Channel) -> None:
    """What belongs to the host is not there in a process that is forked. Until then, signals wait, so that none is lost."""
    masks: list[Any] = []

    def hold_signals() -> None:
        masks.append(signals.pthread_sigmask(signals.SIG_BLOCK, _GROUP_SIGNALS))

    def release_signals() -> None:
        signals.pthread_sigmask(signals.SIG_SETMASK, masks.pop())

    def become_separate() -> None:
        channel.detach()
        for number in _GROUP_SIGNALS:
            signals.signal(number, signals.SIG_DFL)
        signals.signal(signals.SIGINT, signals.default_int_handler)
        release_signals()

    os.register_at_fork(before=hold_signals, after_in_parent=release_signals, after_in_child=become_separate)
