"""The shape of Jina's SimpleRanker (2.x): the matches of chunks become matches of their document, by scores."""

from collections import defaultdict
from typing import Dict, Iterable, Optional

from jina import Document, DocumentArray, Executor, requests


class SimpleRanker(Executor):
    def __init__(
        self,
        metric: str = "cosine",
        ranking: str = "min",
        default_traversal_paths: Optional[Iterable[str]] = None,
        *args,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.metric = metric
        assert ranking in ["min", "max"]
        self.ranking = ranking
        self.default_traversal_paths = default_traversal_paths or ["r"]

    @requests(on="/search")
    def rank(self, docs: DocumentArray, parameters: Dict, *args, **kwargs):
        traversal_paths = parameters.get("traversal_paths", self.default_traversal_paths)
        for doc in docs.traverse_flat(traversal_paths):
            parents = defaultdict(list)
            for match in DocumentArray([doc]).traverse_flat(["cm"]):
                parents[match.parent_id].append(match)
            found = []
            for parent_id, group in parents.items():
                best = min(match.scores[self.metric].value for match in group)
                if self.ranking == "max":
                    best = max(match.scores[self.metric].value for match in group)
                parent = Document(id=parent_id)
                parent.scores[self.metric] = best
                parent.tags["of"] = len(group)
                found.append(parent)
            found.sort(key=lambda one: one.scores[self.metric].value, reverse=self.ranking == "max")
            doc.matches = DocumentArray(found)
            doc.pop("chunks")
