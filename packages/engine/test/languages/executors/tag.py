from peaflow import Executor, requests


class Tag(Executor):
    def __init__(self, mark, **kwargs):
        super().__init__(**kwargs)
        self.mark = mark

    @requests
    def tag(self, docs, parameters, **kwargs):
        for doc in docs:
            doc.text = f"{doc.text}{self.mark}{parameters['p']}"
            doc[self.mark] = doc["n"] / 2
