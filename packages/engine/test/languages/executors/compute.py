"""Computes in C code, which holds the lock of the interpreter, and leaves its process id in a file."""

import ctypes
import os

from peaflow import Executor, requests


class Compute(Executor):
    @requests
    def compute(self, docs, parameters, **kwargs):
        open(os.path.join(parameters["folder"], str(os.getpid())), "w").close()
        ctypes.PyDLL(None).sleep(1000)
