"""The shape of Jina's Sentencizer (2.x): chunks with tags, offsets and locations, from arguments of config.yml."""

import re
from typing import Dict, List, Optional

from jina import Document, DocumentArray, Executor, requests


class Sentencizer(Executor):
    def __init__(
        self,
        min_sent_len: int = 1,
        punct_chars: Optional[List[str]] = None,
        default_traversal_path: Optional[List[str]] = None,
        *args,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.min_sent_len = min_sent_len
        self.default_traversal_path = default_traversal_path or ["r"]
        self._pattern = re.compile(r"\s*([^{0}]+)(?<!\s)[{0}]*".format("".join(punct_chars or ["!", ".", "?"])))

    @requests
    def segment(self, docs: DocumentArray, parameters: Dict, **kwargs):
        for doc in docs.traverse_flat(parameters.get("traversal_paths", self.default_traversal_path)):
            for index, found in enumerate(self._pattern.finditer(doc.text)):
                sentence = found.group(0).strip()
                if len(sentence) > self.min_sent_len:
                    doc.chunks.append(
                        Document(text=sentence, offset=index, weight=1.0, location=[found.start(), found.end()])
                    )
