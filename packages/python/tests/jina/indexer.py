"""The shape of Jina's SimpleIndexer (3.x): a workspace that outlives the process, several endpoints, match, and close."""

import json
import os
from typing import Dict

from docarray import Document, DocumentArray
from jina import Executor, requests


class SimpleIndexer(Executor):
    def __init__(self, match_args: Dict = None, table_name: str = "index", **kwargs):
        super().__init__(**kwargs)
        self._match_args = match_args or {}
        self._path = os.path.join(self.workspace, f"{table_name}.json")
        self._index = DocumentArray()
        if os.path.exists(self._path):
            with open(self._path) as file:
                self._index.extend(Document(one) for one in json.load(file))

    @requests(on="/index")
    def index(self, docs: DocumentArray, **kwargs):
        if docs:
            self._index.extend(docs)

    @requests(on="/search")
    def search(self, docs: DocumentArray, parameters: Dict = {}, **kwargs):
        if not docs:
            return
        docs.match(self._index, **{**self._match_args, **parameters})

    @requests(on="/delete")
    def delete(self, parameters: Dict, **kwargs):
        for id in parameters.get("ids", []):
            if id in self._index:
                del self._index[id]

    @requests(on="/update")
    def update(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            try:
                self._index[doc.id] = doc
            except KeyError:
                print(f"cannot update doc {doc.id} as it does not exist in the index")

    @requests(on="/filter")
    def filter(self, parameters: Dict, **kwargs):
        return DocumentArray([doc for doc in self._index if doc.tags.get("lang") == parameters["lang"]])

    @requests(on="/status")
    def status(self, **kwargs):
        return {"count": len(self._index), "shard": self.runtime_args.shard_id}

    @requests(on="/fill_embedding")
    def fill_embedding(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            doc.embedding = self._index[doc.id].embedding

    def close(self):
        with open(self._path, "w") as file:
            json.dump([{**doc, "embedding": list(map(float, doc.embedding))} for doc in self._index], file)
