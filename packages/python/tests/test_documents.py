"""Documents, and lists of them."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from peaflow import Document, DocumentArray, DocumentList, NamedScore
from peaflow.codec.arrays import numpy

needs_numpy = pytest.mark.skipif(numpy is None, reason="NumPy is not installed")


def test_items_are_attributes() -> None:
    document = Document(id="1", text="hello", price=3)
    document.text += "!"
    document.colour = "red"
    assert document == {"id": "1", "text": "hello!", "price": 3, "colour": "red"}
    assert (document.price, document["text"]) == (3, "hello!")
    del document.price
    assert "price" not in document


def test_a_missing_field_is_an_error_with_the_fields_there_are() -> None:
    with pytest.raises(AttributeError, match="the document has no field 'price': it has id, text"):
        Document(id="1", text="a").price  # noqa: B018
    with pytest.raises(KeyError):
        Document()["price"]
    assert not hasattr(Document(), "price")


def test_reading_adds_no_field() -> None:
    document = Document(text="a")
    assert (document.blob, document.uri, document.embedding, document.content) == (b"", "", None, "a")
    assert (document.tags, document.chunks, document.matches, document.scores) == ({}, [], [], {})
    assert document == {"text": "a"}


def test_what_is_put_in_becomes_a_field() -> None:
    document = Document()
    chunks = document.chunks
    assert document.chunks is chunks
    document.chunks.append({"text": "a"})
    chunks.extend([Document(text="b")])
    document.tags["lang"] = "en"
    document.tags.update(n=1)
    document.matches += [{"text": "m"}]
    document.scores["cosine"] = 0.5
    assert document == {
        "chunks": [{"text": "a"}, {"text": "b"}],
        "tags": {"lang": "en", "n": 1},
        "matches": [{"text": "m"}],
        "scores": {"cosine": {"value": 0.5}},
    }
    assert type(document["chunks"]) is DocumentList and document.chunks is chunks
    del document.chunks
    document.chunks.append({})
    assert len(document["chunks"]) == 1 and len(chunks) == 2


def test_chunks_that_were_sent_are_documents() -> None:
    document = Document({"chunks": [{"text": "a", "matches": [{"text": "m"}]}]})
    document.chunks[0].matches[0].text = "changed"
    assert document["chunks"] == [{"text": "a", "matches": [{"text": "changed"}]}]


def test_an_id_is_made_when_it_is_read() -> None:
    document = Document()
    assert document.id == document["id"] == document.id
    assert document.id != Document().id


def test_scores_have_values() -> None:
    document = Document(scores={"cosine": {"value": 0.1, "op_name": "x"}})
    assert (document.scores["cosine"].value, document.scores["cosine"].op_name) == (0.1, "x")
    document.scores["other"].value = 2
    document.scores["named"] = NamedScore(value=3)
    assert document.scores["other"].value + document.scores["named"].value == 5


def test_documents_are_copied_and_pickled() -> None:
    document = Document(text="a", tags={"n": [1]})
    document.chunks.append({"text": "c"})
    for made in (copy.deepcopy(document), pickle.loads(pickle.dumps(document))):
        assert made == document and type(made) is Document and type(made.chunks) is DocumentList
        assert made.tags is not document.tags
    assert type(document.copy()) is Document
    empty = Document()
    assert pickle.loads(pickle.dumps([empty.chunks, empty])) == [[], {}]


@pytest.fixture
def docs() -> DocumentList:
    return DocumentList([{"id": "a", "text": "one"}, {"id": "b", "chunks": [{"id": "c", "text": "two"}]}])


def test_lists_have_columns(docs: DocumentList) -> None:
    assert docs.texts == ["one", ""]
    docs.texts = ["x", "y"]
    docs.blobs = [b"1", b"2"]
    assert docs[1]["text"] == "y" and docs.blobs == [b"1", b"2"] and docs.contents == ["x", "y"]
    assert docs.get_attributes("id", "text") == [["a", "b"], ["x", "y"]]
    with pytest.raises(ValueError, match="there are 1 texts for 2 documents"):
        docs.texts = ["x"]


def test_lists_are_indexed(docs: DocumentList) -> None:
    assert docs["b"] is docs[1] and docs[-1] is docs[1]
    assert type(docs[:1]) is DocumentList and docs[:1] == [docs[0]] and docs[[1, 0]].texts == ["", "one"]
    assert "a" in docs and "x" not in docs and docs[0] in docs
    docs["a"] = {"id": "a", "text": "new"}
    assert docs[0].text == "new"
    del docs["a"]
    assert len(docs) == 1
    with pytest.raises(KeyError, match="no document has the id 'x'"):
        docs["x"]


def test_what_is_put_into_a_list_is_a_document() -> None:
    docs = DocumentArray()
    docs.append({"text": "a"})
    docs.insert(0, {"text": "b"})
    docs += [{"text": "c"}]
    docs[1:1] = [{"text": "d"}]
    assert docs.texts == ["b", "d", "a", "c"] and (docs + [{"text": "e"}]).texts[-1] == "e"
    with pytest.raises(TypeError, match="a document is a Document or a dict, not str"):
        docs.append("text")  # type: ignore[arg-type]


def test_paths_lead_to_chunks_and_matches(docs: DocumentList) -> None:
    assert docs["@c"].texts == ["two"] and docs.traverse_flat("c")[0] is docs[1].chunks[0]
    assert [found.get_attributes("id") for found in docs.traverse(["r", "c"])] == [["a", "b"], ["c"]]
    assert docs["@r,c"].get_attributes("id") == ["a", "b", "c"] and docs["@cm"] == []
    with pytest.raises(ValueError, match="the path '@x' has the letter 'x'"):
        docs["@x"]


def test_batches() -> None:
    docs = DocumentList([{"n": n} for n in range(5)])
    assert [len(batch) for batch in docs.batch(2)] == [2, 2, 1]
    assert [len(batch) for batch in docs.batch(batch_size=2, traversal_paths=["c"])] == []


@needs_numpy
def test_embeddings_are_a_matrix_whose_rows_are_views(docs: DocumentList) -> None:
    assert docs.embeddings is None
    matrix = numpy.arange(6, dtype="f4").reshape(2, 3)
    docs.embeddings = matrix
    assert numpy.shares_memory(docs[0].embedding, matrix)
    assert (docs.embeddings == matrix).all() and docs.embeddings.dtype == numpy.float32
    docs[0].embedding = [1, 2, 3]
    assert docs.embeddings.shape == (2, 3)
    docs[0].embedding = [1]
    assert isinstance(docs.embeddings, list)
    docs.embeddings = None
    assert docs.embeddings is None
    with pytest.raises(ValueError, match="there are 1 embeddings for 2 documents"):
        docs.embeddings = matrix[:1]


@needs_numpy
@pytest.mark.parametrize("metric", ["cosine", "euclidean", "sqeuclidean"])
def test_matches_are_the_nearest(metric: str) -> None:
    index = DocumentList([{"id": str(n), "embedding": [n, 1.0]} for n in range(5)])
    docs = DocumentList([{"embedding": [3.0, 1.0]}])
    docs.match(index, metric=metric, limit=2)
    assert docs[0].matches[0].id == "3" and len(docs[0].matches) == 2
    assert docs[0].matches[0].scores[metric].value == pytest.approx(0, abs=1e-6)
    assert "scores" not in index[3]


def test_unknown_names_say_what_there_is() -> None:
    import peaflow

    with pytest.raises(AttributeError, match="peaflow has no 'Flow': it has Client"):
        peaflow.Flow  # noqa: B018
    names: Any = dir(peaflow)
    assert "Executor" in names
