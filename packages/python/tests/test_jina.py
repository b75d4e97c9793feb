"""Executors written for Jina, run unchanged where Jina is not installed.

They have the shapes of its public executors of 2.x and 3.x. Of the interface, this covers:

- `from jina import Document, DocumentArray, Executor, requests`; `from docarray import …`; `JinaLogger`;
- `__init__(…, *args, **kwargs)` with `super().__init__(*args, **kwargs)`; `self.workspace`, `self.runtime_args`, `self.metas`;
- `@requests`, `@requests(on=…)` with a name and with several; `docs`, `parameters`, `docs_matrix`, `**kwargs`; `async`;
- results: in place, `DocumentArray`, `None`, a dict, which is dropped; `close`;
- `text`, `blob`, `tags`, `embedding`, `chunks`, `matches`, `scores`, `content`, any other field, `pop`;
- `traverse_flat`, `batch`, `get_attributes`, `match`, `extend`, `append`; items by index and by `id`, `in`, `del`;
- `config.yml`: `jtype`, `with`, `py_modules`, `metas`, which reach the host as `setup` has them.

Not covered, since Peaflow does not stand in for it: `Flow`, `Deployment`, `DocumentArrayMemmap`, stores of docarray,
`dynamic_batching`, `monitor`, tensors of frameworks, and gRPC.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pea import Pea
from peaflow.codec.arrays import numpy

FOLDER = Path(__file__).parent / "jina"

needs_numpy = pytest.mark.skipif(numpy is None, reason="NumPy is not installed")


@pytest.fixture
def setup(tmp_path: Path) -> dict[str, Any]:
    return {"workspace": str(tmp_path / "workspace"), "directory": str(tmp_path)}


@needs_numpy
def test_a_text_encoder(setup: dict[str, Any]) -> None:
    with Pea(FOLDER / "encoder.py", **setup, **{"with": {"alphabet": "abc", "device": "none"}}) as pea:
        docs = pea.call([{"text": "aab"}, {"text": "c"}, {"text": ""}])
        assert docs[0]["embedding"].tolist() == pytest.approx([0.894427, 0.447214, 0])
        assert docs[2]["embedding"].dtype == numpy.float32
        chunks = [{"id": "1", "chunks": [{"text": "b"}, {"text": "a"}]}]
        (doc,) = pea.call(chunks, parameters={"traversal_paths": ["c"], "batch_size": 1})
        assert [chunk["embedding"].tolist() for chunk in doc["chunks"]] == [[0, 1, 0], [1, 0, 0]]
        assert "embedding" not in doc


@needs_numpy
def test_an_indexer_with_a_workspace(setup: dict[str, Any]) -> None:
    pairs = [[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]]
    stored = [
        {"id": str(n), "embedding": numpy.array(pair, dtype="f4"), "tags": {"lang": "en" if n else "de"}}
        for n, pair in enumerate(pairs)
    ]
    with Pea(FOLDER / "indexer.py", **setup, **{"with": {"match_args": {"limit": 2}}}) as pea:
        assert len(pea.call(stored, "/index")) == 3
        assert pea.call([], "/status") == []
        pea.call([{"id": "1", "embedding": [0.0, 2.0]}, {"id": "9"}], "/update")
        pea.call([], "/delete", parameters={"ids": ["0", "7"]})
        assert "cannot update doc 9" in pea.close()
    with Pea(FOLDER / "indexer.py", **setup) as pea:
        (doc,) = pea.call([{"embedding": [1.0, 0.0]}], "/search", parameters={"limit": 1})
        ((match),) = doc["matches"]
        assert match["id"] == "2" and match["scores"]["cosine"]["value"] == pytest.approx(0.292893)
        assert [one["id"] for one in pea.call([], "/filter", parameters={"lang": "en"})] == ["2"]
        assert pea.call([{"id": "1"}], "/fill_embedding")[0]["embedding"] == [0.0, 2.0]


def test_a_ranker_of_the_matches_of_chunks(setup: dict[str, Any]) -> None:
    def match(parent: str, value: float) -> dict[str, Any]:
        return {"id": f"{parent}-{value}", "parent_id": parent, "scores": {"cosine": {"value": value}}}

    doc = {"id": "q", "chunks": [{"matches": [match("a", 0.3), match("b", 0.2)]}, {"matches": [match("a", 0.1)]}]}
    ranked = [
        {"id": "a", "scores": {"cosine": {"value": 0.1}}, "tags": {"of": 2}},
        {"id": "b", "scores": {"cosine": {"value": 0.2}}, "tags": {"of": 1}},
    ]
    with Pea(FOLDER / "ranker.py", **setup) as pea:
        assert pea.call([doc], "/search") == [{"id": "q", "matches": ranked}]
    with Pea(FOLDER / "ranker.py", **setup, **{"with": {"ranking": "max"}}) as pea:
        (found,) = pea.call([doc], "/search")
        assert [one["scores"]["cosine"]["value"] for one in found["matches"]] == [0.3, 0.2]


def test_a_segmenter_by_its_config_yml(setup: dict[str, Any]) -> None:
    # config.yml: jtype: Sentencizer, with: {punct_chars: [...]}, py_modules: [segmenter.py], metas: {name: segment}
    file = FOLDER / "segmenter.py"
    config: dict[str, Any] = {"jtype": "Sentencizer", "py_modules": [str(file)], "metas": {"name": "segment"}}
    with Pea(file, **setup, **config, **{"with": {"punct_chars": ["!", "."]}}) as pea:
        (doc,) = pea.call([{"text": "Hello there! It works. x"}])
        assert doc["chunks"] == [
            {"text": "Hello there!", "offset": 0, "weight": 1.0, "location": [0, 12]},
            {"text": "It works.", "offset": 1, "weight": 1.0, "location": [12, 22]},
        ]


def test_an_evaluator_and_filter(setup: dict[str, Any]) -> None:
    with Pea(FOLDER / "evaluator.py", **setup) as pea:
        docs = pea.call([{"text": "one two"}, {"text": "one", "tags": {"lang": "de"}}], "/evaluate")
        assert [doc["tags"] for doc in docs] == [{"words": 2, "lang": "en"}, {"lang": "de", "words": 1}]
        assert pea.call(docs, "/filter") == docs[:1]
        assert pea.call([{"text": "ab"}, {"blob": b"xy"}], "/blob") == [{"text": None, "blob": b"ab"}, {"blob": b"yx", "text": None}]
        assert pea.call([{"text": "a"}, {"text": "b"}], "/join") == [{"text": "a+b"}]


def test_what_is_not_there_of_jina_is_named(tmp_path: Path) -> None:
    file = tmp_path / "flow.py"
    file.write_text("from jina import Flow")
    pea = Pea(file)
    assert pea.first["message"] == (
        "flow.py does not load: ImportError: jina is not installed, and Peaflow, which stands in for it, has no 'Flow': "
        "it has Client, Document, DocumentArray, Executor, requests"
    )
    pea.__exit__()
