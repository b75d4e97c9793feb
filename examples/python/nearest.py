"""Finds the facts that are nearest to each question."""

from pathlib import Path
from zlib import crc32

import numpy as np
from peaflow import Document, Executor, requests

SLOTS = 1024


def embed(text):
    """A vector of length 1 that counts the trigrams of a text: texts that share words, or parts of words, are near."""
    vector = np.zeros(SLOTS, dtype=np.float32)
    padded = f" {text.lower()} "
    for start in range(len(padded) - 2):
        vector[crc32(padded[start : start + 3].encode()) % SLOTS] += 1
    return vector / (np.linalg.norm(vector) or 1)


class Nearest(Executor):
    def __init__(self, facts="facts.txt", **kwargs):
        super().__init__(**kwargs)
        self.facts = Path(facts).read_text(encoding="utf-8").splitlines()
        self.vectors = np.stack([embed(fact) for fact in self.facts])
        self.logger.info("knows %d facts", len(self.facts))

    @requests
    def find(self, docs, parameters, **kwargs):
        # Of all questions of a batch at once: one product of two matrices.
        docs.embeddings = np.stack([embed(text) for text in docs.texts])
        scores = docs.embeddings @ self.vectors.T
        top = int(parameters.get("top", 1))
        for doc, row in zip(docs, scores):
            best = row.argsort()[::-1][:top]
            doc.matches = [Document(id=f"fact-{at}", text=self.facts[at], score=float(row[at])) for at in best]
