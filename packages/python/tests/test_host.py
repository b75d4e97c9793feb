"""The host, played against as a Pea does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from pea import HOST, CallError, Pea
from peaflow.codec.arrays import numpy

Start = Callable[..., Pea]
Write = Callable[..., Path]

needs_numpy = pytest.mark.skipif(numpy is None, reason="NumPy is not installed")

SHOUT = """
    from peaflow import requests

    @requests
    def shout(docs):
        for doc in docs:
            doc.text = doc.text.upper()
"""


def logs_until(pea: Pea, id: int) -> list[tuple[str, str]]:
    """The log lines before the end of a call."""
    found = []
    while True:
        message = pea.receive()
        if message["type"] == "log":
            found.append((message["level"], message["message"]))
        elif message["type"] != "piece":
            assert (message["type"], message["id"]) == ("result", id), message
            return found


class TestEndpoints:
    def test_a_function_serves_every_endpoint(self, start: Start) -> None:
        pea = start(SHOUT)
        assert pea.first == {"type": "ready", "protocol": 1, "endpoints": {"default": {}}}
        assert pea.call([{"text": "a", "x": 1}], "/any") == [{"text": "A", "x": 1}]

    def test_each_method_serves_its_own(self, start: Start) -> None:
        pea = start(
            """
            from peaflow import Executor, requests

            class Words(Executor):
                def __init__(self, words=(), **kwargs):
                    super().__init__(**kwargs)
                    self.words = set(words)

                @requests(on="/add")
                def add(self, docs, **kwargs):
                    self.words.update(docs.texts)

                @requests(on=["/known", "/same"])
                def known(self, docs, parameters):
                    return [doc for doc in docs if doc.text in self.words][: parameters.get("top")]
            """,
            **{"with": {"words": ["x"]}},
        )
        assert pea.first["endpoints"] == {"/add": {}, "/known": {}, "/same": {}}
        pea.call([{"text": "y"}], "/add")
        assert pea.call([{"text": t} for t in "xyz"], "/same") == [{"text": "x"}, {"text": "y"}]
        assert pea.call([{"text": t} for t in "xyz"], "/known", parameters={"top": 1}) == [{"text": "x"}]
        # No function: the documents pass unchanged.
        assert list(pea.answers(pea.begin([{}], "/other"))) == [{"type": "result", "id": 4}]

    def test_arguments_are_passed_by_name_or_the_first_is_the_documents(self, start: Start) -> None:
        pea = start(
            """
            import functools
            from peaflow import requests, Document

            @requests(on="/one")
            def one(documents): return [*documents, {"n": 1}]

            @requests(on="/two")
            def two(some, parameters, *, context): return [{"n": parameters["n"], "endpoint": context.endpoint}]

            @requests(on="/any")
            def any_of_them(**kwargs): return [{"names": sorted(kwargs), "n": len(kwargs["docs_matrix"][0])}]

            @requests(on="/args")
            def args(*args): return args[0]

            def decorator(function):
                @functools.wraps(function)
                def wrapper(*args, **kwargs): return function(*args, **kwargs)
                return wrapper

            @requests(on="/wrapped")
            @decorator
            def wrapped(docs, parameters): return [{"n": parameters["n"]}]

            partial = requests(on="/partial")(functools.partial(lambda docs, extra: [{"extra": extra}], extra=5))

            @requests(on="/optional")
            def optional(docs, other="x"): return [{"other": other}]
            """
        )
        assert pea.call([{}], "/one") == [{}, {"n": 1}]
        assert pea.call([{}], "/two", parameters={"n": 2}) == [{"n": 2, "endpoint": "/two"}]
        assert pea.call([{}], "/any") == [{"names": ["context", "docs", "docs_matrix", "parameters"], "n": 1}]
        assert pea.call([{"a": 1}], "/args") == [{"a": 1}]
        assert pea.call([{}], "/wrapped", parameters={"n": 3}) == [{"n": 3}]
        assert pea.call([{}], "/partial") == [{"extra": 5}]
        assert pea.call([{}], "/optional") == [{"other": "x"}]

    def test_a_subclass_may_override_what_serves(self, start: Start) -> None:
        pea = start(
            """
            from peaflow import Executor, requests

            class General(Executor):
                @requests
                def serve(self, docs): return [{"by": "general"}]

            class Special(General):
                def serve(self, docs): return [{"by": "special"}]
            """
        )
        assert pea.call([]) == [{"by": "special"}]

    @needs_numpy
    def test_embeddings_are_arrays(self, start: Start) -> None:
        pea = start(
            """
            from peaflow import requests
            import numpy as np

            @requests
            def double(docs):
                assert isinstance(docs[0].embedding, np.ndarray)
                docs.embeddings = docs.embeddings * 2
                docs[0].embedding[0] += 1
            """
        )
        for size in (3, 100_000):
            array = numpy.arange(size, dtype="f4")
            (found,) = pea.call([{"embedding": array}])
            expected = array * 2
            expected[0] += 1
            assert found["embedding"].dtype == numpy.float32 and (found["embedding"] == expected).all()


class TestResults:
    @pytest.mark.parametrize(
        ("returned", "documents"),
        [
            ("None", [{"a": 1}]),
            ("[]", []),
            ("({'b': 2},)", [{"b": 2}]),
            ("docs[:0]", []),
            ("Document(b=2)", [{"b": 2}]),
            ("{'parameters': 1}", [{"a": 1}]),
        ],
    )
    def test_a_list_replaces_the_documents(self, start: Start, returned: str, documents: list[Any]) -> None:
        pea = start(f"from peaflow import Document, requests\n@requests\ndef serve(docs): return {returned}")
        assert pea.call([{"a": 1}]) == documents

    @pytest.mark.parametrize(
        ("returned", "code", "message"),
        [
            ("'text'", "REQUEST_RESULT", "the executor returned a str, not a list of documents"),
            ("[{}, 3]", "REQUEST_DOCUMENT", "documents[1] is an int, but a document is a Document or a dict"),
            ("[{'tags': {'a': print}}]", "REQUEST_DOCUMENT", "documents[0].tags.a is a builtin_function_or_method, which is not data"),
        ],
    )
    def test_anything_else_fails_the_call(self, start: Start, returned: str, code: str, message: str) -> None:
        pea = start(f"from peaflow import requests\n@requests\ndef serve(docs): return {returned}")
        with pytest.raises(CallError) as raised:
            pea.call([{}])
        assert (raised.value.answer["code"], raised.value.answer["message"]) == (code, message)
        assert raised.value.answer["hint"]

    def test_an_exception_fails_the_call_with_the_programs_own_traceback(self, start: Start) -> None:
        pea = start(
            """
            from peaflow import requests

            def inner(): raise ValueError("bad")

            @requests
            def serve(docs):
                try:
                    inner()
                except ValueError as error:
                    raise KeyError("k") from error

            @requests(on="/plain")
            def plain(docs): raise Exception("only this")

            @requests(on="/empty")
            def empty(docs): raise RuntimeError

            @requests(on="/base")
            def base(docs): raise KeyboardInterrupt
            """
        )
        with pytest.raises(CallError) as raised:
            pea.call([{}])
        answer = raised.value.answer
        assert answer["message"] == "KeyError: 'k'" and "code" not in answer
        assert "in inner" in answer["trace"] and "ValueError: bad" in answer["trace"] and "in serve" in answer["trace"]
        assert "peaflow" not in answer["trace"]
        for endpoint, message in (("/plain", "only this"), ("/empty", "RuntimeError"), ("/base", "KeyboardInterrupt")):
            with pytest.raises(CallError, match=f"^{message}$"):
                pea.call([{}], endpoint)

    @pytest.mark.parametrize("kind", ["def", "async def"])
    def test_a_generator_streams_its_answer(self, start: Start, kind: str) -> None:
        pea = start(
            f"""
            from peaflow import Document, requests

            @requests
            {kind} tell(docs):
                yield docs[:1]
                yield Document(n=2)
                yield []
            """
        )
        answers = [(a["type"], a["documents"]) for a in pea.answers(pea.begin([{"n": 1}]))]
        assert answers == [("piece", [{"n": 1}]), ("piece", [{"n": 2}]), ("piece", []), ("result", [])]

    def test_what_a_generator_returns_is_its_last_piece(self, start: Start) -> None:
        pea = start("from peaflow import requests\n@requests\ndef f(docs):\n    yield docs\n    return [{'last': True}]")
        assert [a["documents"] for a in pea.answers(pea.begin([]))] == [[], [{"last": True}]]

    @pytest.mark.parametrize("kind", ["def", "async def"])
    def test_a_generator_waits_until_its_piece_is_taken(self, start: Start, tmp_path: Path, kind: str) -> None:
        pea = start(
            f"""
            from peaflow import requests

            @requests
            {kind} tell(docs):
                try:
                    for n in range(3):
                        print("step", n, flush=True)
                        yield [{{"n": n}}]
                finally:
                    print("closed", flush=True)
            """
        )
        id = pea.begin([])
        assert pea.receive()["documents"] == [{"n": 0}]
        pea.send(type="taken", id=id)
        assert pea.receive()["documents"] == [{"n": 1}]
        pea.send(type="cancel", id=id, code="REQUEST_CANCELLED", message="the caller has left")
        answer = pea.receive()
        assert (answer["type"], answer["id"]) == ("error", id)
        assert pea.close().splitlines() == ["step 0", "step 1", "closed"]

    def test_a_failure_within_a_generator_ends_the_call(self, start: Start) -> None:
        pea = start("from peaflow import requests\n@requests\ndef f(docs):\n    yield docs\n    raise ValueError('x')")
        assert [a["type"] for a in pea.answers(pea.begin([]))] == ["piece", "error"]
        pea = start("from peaflow import requests\n@requests\ndef f(docs):\n    yield 3")
        (answer,) = pea.answers(pea.begin([]))
        assert answer["message"] == "the executor yielded an int, not a list of documents"


class TestCalls:
    CONTEXT = """
        from peaflow import requests, cancelled

        @requests
        def serve(docs, context):
            assert not context.cancelled and not cancelled() and 0 < context.time_left <= 60
            return [dict(
                endpoint=context.endpoint, headers=context.headers, parameters=context.parameters,
                piece=[context.piece.index, context.piece.last], replica=[context.replica_id, context.replicas],
                workspace=context.workspace, directory=context.directory,
            )]
    """

    def test_the_context_says_what_was_sent(self, start: Start, tmp_path: Path) -> None:
        pea = start(self.CONTEXT, replica_id=1, replicas=3)
        assert not (tmp_path / "workspace").exists()
        call = {"parameters": {"top": 1}, "headers": {"tenant": "a"}, "piece": {"index": 2, "last": False}}
        assert pea.call([], "/x", **call) == [
            {
                "endpoint": "/x",
                "headers": {"tenant": "a"},
                "parameters": {"top": 1},
                "piece": [2, False],
                "replica": [1, 3],
                "workspace": str(tmp_path / "workspace"),
                "directory": str(tmp_path),
            }
        ]
        assert (tmp_path / "workspace").is_dir()

    @pytest.mark.parametrize("concurrency", [1, 2])
    def test_a_computation_can_look_whether_it_is_cancelled(self, start: Start, concurrency: int) -> None:
        pea = start(
            """
            from peaflow import requests, cancelled
            import time

            @requests
            def serve(docs):
                print("begun", flush=True)
                while not cancelled():
                    time.sleep(0.001)
                return [{"cancelled": True}]
            """,
            concurrency=concurrency,
        )
        id = pea.begin([])
        assert pea.process.stdout is not None and pea.process.stdout.readline() == "begun\n"
        pea.send(type="cancel", id=id, code="REQUEST_TIMEOUT", message="its time is up")
        assert next(pea.answers(id))["documents"] == [{"cancelled": True}]

    def test_an_async_call_is_cancelled_where_it_waits(self, start: Start) -> None:
        pea = start(
            """
            import asyncio
            from peaflow import requests

            @requests
            async def serve(docs):
                print("begun", flush=True)
                try:
                    await asyncio.sleep(3600)
                finally:
                    print("ended", flush=True)
            """
        )
        id = pea.begin([])
        assert pea.process.stdout is not None and pea.process.stdout.readline() == "begun\n"
        pea.send(type="cancel", id=id, code="REQUEST_TIMEOUT", message="its time is up")
        assert next(pea.answers(id))["type"] == "error"
        assert pea.process.stdout.readline() == "ended\n"
        # A call that is cancelled before its first step ends, too.
        id = pea.begin([])
        pea.send(type="cancel", id=id, code="REQUEST_TIMEOUT", message="its time is up")
        assert next(pea.answers(id))["type"] == "error"

    @pytest.mark.parametrize(
        "code",
        [
            # Each call ends only once the other has begun.
            """
            import threading
            from peaflow import requests
            both = threading.Barrier(2)

            @requests
            def serve(docs): both.wait(30)
            """,
            """
            import asyncio
            from peaflow import requests
            begun = []

            @requests
            async def serve(docs):
                begun.append(1)
                while len(begun) < 2:
                    await asyncio.sleep(0.001)
            """,
            """
            import threading
            from peaflow import requests
            both = threading.Barrier(2)

            @requests(on="/async")
            async def other(docs): pass

            @requests
            def serve(docs): both.wait(30)
            """,
        ],
        ids=["threads", "tasks", "threads beside tasks"],
    )
    def test_calls_overlap_up_to_concurrency(self, start: Start, code: str) -> None:
        pea = start(code, concurrency=2)
        ids = {pea.begin([]), pea.begin([])}
        assert {pea.receive()["id"], pea.receive()["id"]} == ids
        pea.close()

    def test_unknown_messages_and_fields_are_ignored(self, start: Start) -> None:
        pea = start(SHOUT, unheard_of=1)
        pea.send(type="unheard of")
        pea.send(type="taken", id=77)
        pea.send(type="cancel", id=77, code="X", message="y")
        assert pea.call([{"text": "a"}], unheard_of=1) == [{"text": "A"}]

    def test_numbers_of_calls_are_used_again(self, start: Start) -> None:
        pea = start(SHOUT)
        for _ in range(300):
            pea.send(type="call", id=1, endpoint="/", documents=[{"text": "a"}])
            assert pea.receive()["documents"] == [{"text": "A"}]

    def test_many_calls(self, start: Start) -> None:
        pea = start(SHOUT)
        for size in (0, 1, 100, 40_000, 1_000_000):
            assert pea.call([{"text": "a" * size}] * 3) == [{"text": "A" * size}] * 3


class TestSetUp:
    @pytest.mark.parametrize(
        ("code", "error", "message", "hint"),
        [
            ("def f(docs): pass", "LAUNCH_EXECUTOR_EXPORT", "has neither a class that extends Executor nor a function with @requests; it has f", "Mark what serves"),
            ("x = = 1", "LAUNCH_EXECUTOR_LOAD", "executor.py:1 does not load: SyntaxError: ", None),
            ("import no_such_thing.at_all", "LAUNCH_EXECUTOR_LOAD", "does not load: ModuleNotFoundError: No module named 'no_such_thing'", "-m pip install no_such_thing"),
            ("1 / 0", "LAUNCH_EXECUTOR_LOAD", "executor.py does not load: ZeroDivisionError: division by zero", None),
            ("from peaflow import Executor, requests\nclass A(Executor):\n  def __init__(self): 1 / 0\n  @requests\n  def f(self, docs): pass", "LAUNCH_EXECUTOR_SETUP", "A cannot be made: ZeroDivisionError: division by zero", None),
            ("from peaflow import Executor, requests\nclass A(Executor):\n  def __init__(self, x): pass\n  @requests\n  def f(self, docs): pass", "LAUNCH_EXECUTOR_SETUP", "missing 1 required positional argument: 'x'", None),
            ("from peaflow import Executor\nclass A(Executor): pass", "LAUNCH_EXECUTOR_EXPORT", "A serves no endpoint", "Mark what serves"),
            ("from peaflow import Executor\nclass A(Executor): pass\nclass B(Executor): pass", "LAUNCH_EXECUTOR_EXPORT", "has several executors: A, B", "jtype"),
            ("from peaflow import requests\n@requests\ndef f(docs, model): pass", "LAUNCH_EXECUTOR_EXPORT", "f takes model; what is passed by name is docs, parameters, docs_matrix, context", None),
            ("from peaflow import requests\n@requests(on='index')\ndef f(docs): pass", "LAUNCH_EXECUTOR_LOAD", "'index' is not an endpoint: name it \"/index\", or \"default\"", None),
        ],
    )
    def test_what_is_wrong_is_said(self, write: Write, code: str, error: str, message: str, hint: str | None) -> None:
        pea = Pea(write(code))
        assert (pea.first["type"], pea.first["code"]) == ("error", error)
        assert message in pea.first["message"]
        assert hint is None or hint in pea.first["hint"]
        assert "_host" not in pea.first.get("trace", "")
        # What the user's code raised has its traceback.
        assert error == "LAUNCH_EXECUTOR_EXPORT" or "Error: " in pea.first["trace"]
        pea.__exit__()
        assert pea.process.returncode == 1

    def test_a_generator_cannot_be_batched(self, write: Write) -> None:
        pea = Pea(write("from peaflow import requests\n@requests\ndef f(docs): yield docs"), batch={"documents": 2, "within": 0})
        assert pea.first["code"] == "CONFIG_BATCH_GENERATOR"
        pea.__exit__()

    def test_an_executor_knows_who_it_is(self, start: Start, tmp_path: Path) -> None:
        pea = start(
            """
            from peaflow import Executor, requests

            class Who(Executor):
                def __init__(self, name): self.name = name   # neither **kwargs nor super().__init__

                @requests
                def who(self, docs):
                    return [dict(name=self.name, pea=self.runtime_args.name, replica=self.runtime_args.replica_id,
                                 meta=self.metas.name, workspace=self.workspace)]
            """,
            metas={"name": "from yaml"},
            **{"with": {"name": "x"}},
        )
        workspace = str(tmp_path / "workspace")
        assert pea.call([]) == [{"name": "x", "pea": "pod/0", "replica": 0, "meta": "from yaml", "workspace": workspace}]
        assert Path(workspace).is_dir()

    def test_a_class_is_named_by_jtype_and_may_be_in_another_module(self, write: Write) -> None:
        other = write("from peaflow import Executor, requests\nclass A(Executor):\n  @requests\n  def f(self, docs): return [{'a': 1}]", "parts/__init__.py")
        file = write("from peaflow import Executor\nclass B(Executor): pass\nclass C(Executor): pass")
        with Pea(file, jtype="A", py_modules=[str(other)]) as pea:
            assert pea.call([]) == [{"a": 1}]
        pea = Pea(file, jtype="D")
        assert pea.first["message"] == "executor.py has no executor 'D'" and pea.first["hint"] == "It has B, C"
        pea.__exit__()

    def test_a_package_imports_its_own_modules(self, write: Write) -> None:
        write("NAME = 'x'", "words/names.py")
        file = write("from .names import NAME\nfrom peaflow import requests\n@requests\ndef f(docs): return [{'n': NAME}]", "words/__init__.py")
        with Pea(file) as pea:
            assert pea.call([]) == [{"n": "x"}]

    def test_modules_beside_the_file_are_found(self, write: Write) -> None:
        write("NAME = 'x'", "names.py")
        with Pea(write("from names import NAME\nfrom peaflow import requests\n@requests\ndef f(docs): return [{'n': NAME}]", "logging.py")) as pea:
            assert pea.call([]) == [{"n": "x"}]

    def test_endpoints_of_a_yaml_file(self, start: Start) -> None:
        code = "from peaflow import Executor\nclass A(Executor):\n  def f(self, docs): return [{'a': 1}]"
        assert start(code, requests={"/a": "f"}).call([], "/a") == [{"a": 1}]

    def test_print_and_logging_are_log_lines(self, start: Start) -> None:
        pea = start(
            """
            import sys
            from peaflow import Executor, requests

            class Logs(Executor):
                @requests
                def serve(self, docs, context):
                    import logging
                    logging.debug("not shown")
                    logging.getLogger("a").info("one %d", 1)
                    logging.warning("two")
                    self.logger.error("three\\nlines")
                    context.log.debug("four")
                    print("to stdout")
                    print("to stderr", file=sys.stderr)
                    try:
                        1 / 0
                    except ZeroDivisionError:
                        logging.exception("five")
            """
        )
        *lines, last = logs_until(pea, pea.begin([]))
        assert lines == [("info", "one 1"), ("warn", "two"), ("error", "three\nlines"), ("debug", "four")]
        assert last[0] == "error" and last[1].startswith("five\nTraceback") and "ZeroDivisionError" in last[1]
        assert pea.close() == "to stdout\nto stderr\n"

    def test_a_forked_process_logs_to_stderr_with_the_level(self, start: Start) -> None:
        pea = start(
            """
            import logging, os
            from peaflow import requests

            @requests
            def serve(docs):
                if os.fork() == 0:
                    logging.warning("one\\ntwo")
                    os._exit(0)
                os.wait()
            """
        )
        pea.call([])
        assert pea.close() == "<4>one\n<4>two\n"

    @pytest.mark.parametrize(
        ("configuration", "lines", "printed"),
        [
            ("logging.basicConfig(level=logging.DEBUG)", [("debug", "x")], ""),
            ("logging.basicConfig(level='DEBUG', format='%(name)s: %(message)s')", [("debug", "root: x")], ""),
            ("logging.basicConfig(level='DEBUG', stream=sys.stdout, format='%(message)s')", [], "x\n"),
            ("logging.getLogger().addHandler(logging.StreamHandler(sys.stdout)); logging.getLogger().setLevel('DEBUG')", [], "x\n"),
        ],
    )
    def test_logging_that_is_set_up_is_left_alone(self, start: Start, configuration: str, lines: list[Any], printed: str) -> None:
        pea = start(f"import logging, sys\nfrom peaflow import requests\n{configuration}\n@requests\ndef f(docs): logging.debug('x')")
        assert logs_until(pea, pea.begin([])) == lines
        assert pea.close() == printed


class TestEnd:
    @pytest.mark.parametrize("kind", ["def", "async def"])
    def test_teardown_calls_close(self, start: Start, kind: str) -> None:
        pea = start(
            f"""
            import atexit
            from peaflow import Executor, requests
            atexit.register(print, "atexit")

            class A(Executor):
                @requests
                def f(self, docs): pass

                {kind} close(self):
                    sum(range(1_000_000))  # the connection is closed meanwhile
                    print("closed")
            """
        )
        assert pea.close() == "closed\natexit\n"

    def test_a_failure_of_close_is_shown(self, start: Start) -> None:
        pea = start("from peaflow import Executor, requests\nclass A(Executor):\n  @requests\n  def f(self, docs): pass\n  def close(self): 1 / 0")
        pea.send(type="teardown")
        _, err = pea.process.communicate(timeout=30)
        assert pea.process.returncode == 1 and "ZeroDivisionError" in err

    @pytest.mark.parametrize("body", ["while True: pass", "__import__('time').sleep(3600)", "__import__('asyncio').run(__import__('asyncio').sleep(3600))"])
    def test_the_process_ends_with_its_pea_even_if_it_is_stuck(self, start: Start, body: str) -> None:
        pea = start(f"from peaflow import requests\n@requests\ndef f(docs):\n  print('stuck', flush=True)\n  {body}")
        pea.begin([])
        assert pea.process.stdout is not None and pea.process.stdout.readline() == "stuck\n"
        pea.__exit__()
        assert pea.process.returncode == 0

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
    def test_the_kernel_ends_it_with_its_parent(self, write: Write, tmp_path: Path) -> None:
        file = write("from peaflow import requests\n@requests\ndef f(docs): pass")
        reads, theirs = os.pipe()
        # The parent holds the pipes, and so does this test: only the kernel can end the host.
        parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT, str(HOST), str(theirs), str(file)], pass_fds=(theirs,), stdout=subprocess.PIPE, text=True
        )
        os.close(theirs)
        assert parent.stdout is not None and parent.stdout.readline() == "ready\n"
        parent.kill()
        parent.wait()
        assert os.read(reads, 1) == b""  # the host held the other end, and is gone
        os.close(reads)
        parent.stdout.close()

    @pytest.mark.parametrize("kind", ["def", "async def"])
    def test_exit_ends_the_process_with_its_code(self, start: Start, kind: str) -> None:
        pea = start(f"import sys\nfrom peaflow import requests\n@requests\n{kind} f(docs): sys.exit(7)")
        pea.begin([])
        assert pea.process.wait(30) == 7

    def test_exit_in_a_thread_ends_the_process_too(self, start: Start) -> None:
        pea = start("import sys\nfrom peaflow import requests\n@requests\ndef f(docs): sys.exit(7)", concurrency=3)
        pea.begin([])
        assert pea.process.wait(30) == 7

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_signals_to_the_group_are_the_peas(self, start: Start, number: signal.Signals) -> None:
        pea = start(SHOUT)
        pea.process.send_signal(number)
        assert pea.call([{"text": "a"}]) == [{"text": "A"}]

    def test_programs_that_it_starts_inherit_neither_descriptors_nor_signals(self, start: Start) -> None:
        pea = start(
            """
            import multiprocessing, os, signal, subprocess, sys
            from peaflow import requests

            def stop_me():
                signal.pause()

            @requests
            def f(docs):
                listed = subprocess.run([sys.executable, "-c", "import os; print(os.listdir('/proc/self/fd'))"],
                                        capture_output=True, text=True, close_fds=False)
                codes = set()
                for _ in range(20):
                    child = multiprocessing.get_context("fork").Process(target=stop_me)
                    child.start()
                    child.terminate()   # at once: the signal must not be lost
                    child.join()
                    codes.add(child.exitcode)
                return [{"fds": eval(listed.stdout), "codes": list(codes)}]
            """
        )
        ((found),) = pea.call([])
        # 3 is the folder that is listed.
        assert found == {"fds": ["0", "1", "2", "3"], "codes": [-signal.SIGTERM]}

    def test_started_by_hand_it_says_what_it_is(self) -> None:
        found = subprocess.run([sys.executable, str(HOST)], capture_output=True, text=True, close_fds=True)
        assert found.returncode == 1 and "is started by a Pea" in found.stderr

    def test_libraries_may_print_at_any_time(self, start: Start) -> None:
        pea = start("print('at import', end='')\nfrom peaflow import requests\n@requests\ndef f(docs): print(' without end', end='')")
        pea.call([])
        assert pea.close() == "at import without end"


#: Starts a host, says when it is ready, and waits to be killed.
_PARENT = """
import os, sys, time
sys.path.insert(0, os.path.dirname(os.path.dirname(sys.argv[1])))
host, theirs, file = sys.argv[1:]
to_host, from_host = os.pipe(), os.pipe()
from peaflow.codec import encode
setup = encode({"type": "setup", "uses": file, "with": {}, "concurrency": 1})
if os.fork() == 0:
    os.dup2(int(theirs), 20)   # inherited, so that its end shows the end of the host
    reads, writes = os.dup2(to_host[0], 21), os.dup2(from_host[1], 22)
    os.dup2(reads, 3), os.dup2(writes, 4)
    os.closerange(5, 20)
    os.set_inheritable(20, True)
    os.close(21), os.close(22)
    os.execv(sys.executable, [sys.executable, "-u", host])
os.close(int(theirs))
os.write(to_host[1], len(setup).to_bytes(4, "little") + setup)
os.read(from_host[0], 4)
print("ready", flush=True)
time.sleep(3600)
"""
