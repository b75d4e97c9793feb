"""The shape of Jina's text encoders (2.x): NumPy, a lazy model, batches along traversal paths that are parameters."""

from typing import Dict, Iterable, Optional

import numpy as np
from jina import DocumentArray, Executor, requests
from jina.logging.logger import JinaLogger


class CharacterEncoder(Executor):
    """Encodes a text by how often each letter is in it."""

    def __init__(
        self,
        alphabet: str = "abcdefghijklmnopqrstuvwxyz",
        default_traversal_paths: Iterable[str] = ("r",),
        default_batch_size: int = 2,
        device: str = "cpu",
        *args,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.logger = JinaLogger(self.__class__.__name__)
        self.alphabet = {letter: index for index, letter in enumerate(alphabet)}
        self.default_traversal_paths = default_traversal_paths
        self.default_batch_size = default_batch_size
        self.logger.info(f"runs on {device}")

    @requests
    def encode(self, docs: Optional[DocumentArray], parameters: Dict, **kwargs):
        if not docs:
            return
        batches = docs.batch(
            batch_size=parameters.get("batch_size", self.default_batch_size),
            traversal_paths=parameters.get("traversal_paths", self.default_traversal_paths),
        )
        for batch in batches:
            texts = batch.get_attributes("text")
            for doc, embedding in zip(batch, self._embed(texts)):
                doc.embedding = embedding

    def _embed(self, texts):
        counts = np.zeros((len(texts), len(self.alphabet)), dtype=np.float32)
        for row, text in zip(counts, texts):
            for letter in text.lower():
                if letter in self.alphabet:
                    row[self.alphabet[letter]] += 1
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)
