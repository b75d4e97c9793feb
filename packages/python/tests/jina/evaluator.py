"""The shape of small executors of 3.x: asynchronous ones, tags, blobs, filters, and helpers in a module beside them."""

import asyncio

from jina import Document, DocumentArray, Executor, requests

from counting import count_words


class Evaluator(Executor):
    seen = 0

    @requests(on="/evaluate")
    async def evaluate(self, docs: "DocumentArray", **kwargs) -> "DocumentArray":
        await asyncio.sleep(0)
        for doc in docs:
            doc.tags["words"] = count_words(doc.text)
            doc.tags.setdefault("lang", "en")
        return docs

    @requests(on="/filter")
    def filter(self, docs: DocumentArray, parameters, **kwargs):
        return DocumentArray(doc for doc in docs if doc.tags["words"] >= parameters.get("least", 2))

    @requests(on="/blob")
    def blob(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            doc.blob = doc.content.encode() if isinstance(doc.content, str) else doc.blob[::-1]
            doc.text = None

    @requests(on=["/merge", "/join"])
    def merge(self, docs_matrix, **kwargs):
        return DocumentArray([Document(text="+".join(doc.text for docs in docs_matrix for doc in docs))])
