"""A model in Python, and every way in which one ends."""
import ctypes
import os
from array import array

from peaflow import Executor, requests

try:
    import numpy
except ImportError:
    numpy = None


class Model(Executor):
    def __init__(self, factor=1, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    @requests(on='/embed')
    def embed(self, docs, **kwargs):
        for doc in docs:
            values = [self.factor * number / 7 for number in range(len(doc.text))]
            doc.embedding = array('f', values) if numpy is None else numpy.array(values, numpy.float32)

    @requests(on='/stream')
    def stream(self, docs, **kwargs):
        for word in docs[0].text.split():
            yield [{'id': word, 'text': word, 'blob': word.encode()}]

    @requests(on='/process')
    def process(self, docs, **kwargs):
        docs[0].tags = {'user': os.getuid(), 'variables': sorted(os.environ), 'numpy': getattr(numpy, '__version__', None)}

    @requests(on='/exit')
    def exit(self, **kwargs):
        os._exit(3)

    @requests(on='/segfault')
    def segfault(self, **kwargs):
        ctypes.string_at(0)

    @requests(on='/memory')
    def memory(self, **kwargs):
        eaten = []
        while True:
            eaten.append(bytearray(os.urandom(1 << 20)))
