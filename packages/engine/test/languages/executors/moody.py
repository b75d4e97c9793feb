"""Does what a call asks for."""

import ctypes
import os
import resource
import sys
import threading
import time

from peaflow import Executor, requests


class Moody(Executor):
    @requests(on="/exit")
    def exit(self, docs, **kwargs):
        print("the reason", file=sys.stderr, flush=True)
        os._exit(3)

    @requests(on="/segfault")
    def segfault(self, docs, **kwargs):
        ctypes.string_at(0)

    @requests(on="/memory")
    def memory(self, docs, **kwargs):
        resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))
        docs[0].text = str(len(bytes(2**30)))

    @requests(on="/hold")
    def hold(self, docs, parameters, **kwargs):
        # Without releasing the lock of the interpreter.
        ctypes.PyDLL(None).sleep(parameters["seconds"])

    @requests(on="/flood")
    def flood(self, docs, **kwargs):
        for _ in range(200_000):
            print("x" * 100)

    @requests(on="/descriptors")
    def descriptors(self, docs, **kwargs):
        for descriptor in (3, 4):
            try:
                os.write(descriptor, b"A" * 64)
            except OSError:
                pass

    @requests(on="/thread")
    def thread(self, docs, **kwargs):
        threading.Thread(target=time.sleep, args=(1000,)).start()

    @requests
    def pass_on(self, docs, **kwargs):
        pass
