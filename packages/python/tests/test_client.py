"""The client, against a Flow that is up."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path
from textwrap import dedent
from threading import Thread
from typing import Iterator

import pytest
from node_program import COMMAND, needs_node
from peaflow import Client, ClientError, Document
from peaflow.client.address import address_of
from peaflow.codec.arrays import numpy

EXECUTOR = """
export default {
  requests: {
    '/fail'() { throw new TypeError('no') },
    async *'/tell'(documents, { signal }) {
      for (const { text } of documents) for (const word of text.split(' ')) yield [{ text: word, blob: Buffer.from(word) }]
      if (documents[0]?.endless) for (;;) yield [{ text: 'more' }]
      if (documents[0]?.fails) throw new Error('in the middle')
    },
    '/headers': (documents, { headers, parameters }) => [{ headers, parameters }],
    '/sleep': (documents, { signal }) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    default: (documents) => documents.map((document) => ({ ...document, text: document.text?.toUpperCase() })),
  },
}
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("flow")
    (folder / "executor.mjs").write_text(EXECUTOR)
    (folder / "token").write_text("secret\n")
    (folder / "flow.yml").write_text(dedent("pods:\n  shout: { uses: ./executor.mjs, concurrency: 8 }\n"))
    arguments = ["up", "flow.yml", "--http", "0", "--token-file", "token"]
    up = subprocess.Popen(["node", str(COMMAND), *arguments], cwd=folder, stdout=subprocess.PIPE, text=True)
    assert up.stdout is not None
    found = None
    for line in up.stdout:
        found = re.search(r"http://\S+", line)
        if found is not None:
            break
    assert found is not None, "the Flow did not start"
    rest = Thread(target=up.stdout.read)
    rest.start()
    yield found[0]
    up.send_signal(signal.SIGTERM)
    assert up.wait(60) == 0
    rest.join()


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    with Client(url, token="secret") as made:
        yield made


@needs_node
class TestCalls:
    def test_documents_go_there_and_back(self, client: Client) -> None:
        docs = client.post("/any", [{"id": "1", "text": "a"}, Document(id="2", text="b", blob=b"\x00\xff")])
        assert docs == [{"id": "1", "text": "A"}, {"id": "2", "text": "B", "blob": b"\x00\xff"}]
        assert docs["2"].text == "B"
        assert client.post("/any") == []
        assert client.post("any", Document(id="3", text="c"))[0].text == "C"

    @pytest.mark.skipif(numpy is None, reason="NumPy is not installed")
    def test_embeddings_stay_arrays(self, client: Client) -> None:
        array = numpy.arange(100_000, dtype="f4")
        (doc,) = client.post("/any", [Document(embedding=array)])
        assert doc.embedding.dtype == numpy.float32 and (doc.embedding == array).all()

    def test_parameters_and_headers_are_sent(self, client: Client) -> None:
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        (doc,) = client.post("/headers", [], parameters={"top": 3}, headers={"traceparent": trace})
        assert doc["parameters"] == {"top": 3} and doc["headers"]["traceparent"].split("-")[1] == trace.split("-")[1]

    def test_documents_of_a_generator_are_several_requests(self, client: Client) -> None:
        docs = client.post("/any", ({"id": str(n), "text": "a"} for n in range(250)))
        assert [doc.id for doc in docs] == [str(n) for n in range(250)]
        assert len(client.post("/any", [{}] * 5, request_size=2)) == 5

    def test_an_answer_is_streamed(self, client: Client) -> None:
        words = client.post("/tell", [{"text": "one two three"}], stream=True)
        assert [word.text for word in words] == ["one", "two", "three"]
        endless = client.post("/tell", [{"text": "a", "endless": True}], stream=True)
        assert next(endless).text == "a"
        endless.close()  # type: ignore[attr-defined]

    def test_errors_have_a_code_a_hint_and_their_pod(self, client: Client, url: str) -> None:
        with pytest.raises(ClientError) as raised:
            client.post("/fail", [{}])
        error = raised.value
        assert (error.code, error.pod, error.pea, error.status) == ("REQUEST_EXECUTOR", "shout", "shout/0", 500)
        assert "TypeError: no" in error.message and error.request_id
        with pytest.raises(ClientError) as raised:
            Client(url, token="wrong").post("/any", [{}])
        assert raised.value.status == 401 and raised.value.hint and raised.value.hint in str(raised.value)

    def test_an_error_in_the_middle_of_a_stream_is_raised(self, client: Client) -> None:
        words = client.post("/tell", [{"text": "one", "fails": True}], stream=True)
        assert next(words).text == "one"
        with pytest.raises(ClientError, match="in the middle"):
            next(words)

    def test_a_call_has_a_time_limit(self, client: Client) -> None:
        with pytest.raises(ClientError) as raised:
            client.post("/sleep", [{}], timeout=0.05)
        assert (raised.value.code, raised.value.status) == ("REQUEST_TIMEOUT", 504)

    def test_threads_share_a_client(self, client: Client) -> None:
        found: list[str] = []

        def call(n: int) -> None:
            for m in range(10):
                found.extend(client.post("/any", [{"text": f"t{n}.{m}"}]).texts)

        threads = [Thread(target=call, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == sorted(f"T{n}.{m}" for n in range(8) for m in range(10))

    def test_jinas_names_are_known(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        client = Client(host=host, port=int(port), protocol="http", token="secret")
        assert client.post(on="/any", inputs=lambda: [{"text": "a"}], return_results=True).texts == ["A"]
        client.close()


def test_a_flow_that_is_not_up_is_named() -> None:
    with pytest.raises(ConnectionError, match="nothing answers at http://127.0.0.1:1: is the Flow up?"):
        Client("http://127.0.0.1:1").post("/any")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ((None, None, None, False), "http://127.0.0.1:8080"),
        (("http://a", None, None, False), "http://a"),
        (("https://a/flow/", None, None, False), "https://a/flow/"),
        (("a:1", None, None, False), "http://a:1"),
        ((None, "b", 5, True), "https://b:5"),
        ((None, "https://b", 5, False), "https://b:5"),
        ((None, "b", None, False), "http://b:8080"),
    ],
)
def test_addresses(given: tuple[str, str, int, bool], address: str) -> None:
    assert address_of(*given).geturl() == address


def test_wrong_addresses() -> None:
    with pytest.raises(ValueError, match="'ftp://a' is not the address of a Flow"):
        Client("ftp://a")
    with pytest.raises(ValueError, match="has more than an address"):
        Client("http://a?b")
    with pytest.raises(ValueError, match="the protocol 'grpc' is not there: this client uses http"):
        Client(port=1, protocol="grpc")
