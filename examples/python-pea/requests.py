"""The requests in a Pea: joins, calls, results. Sections 4 and 5 of the page of the wire protocol."""
import json
import time

from payload import decode, encode
from records import Message


class Request:
    """A request from its first message until the next Peas have received its result. Its key has the index of a piece."""

    def __init__(self, message):
        self.message, self.key = message, key_of(message)
        self.deadline, self.attempt, self.tries, self.urgent = message.deadline, message.attempt, message.tries, message.urgent
        self.acks, self.slots, self.task, self.state, self.begun = [], {}, None, "joining", None
        self.expected = {"sent": 0, "received": 0}

    def acknowledge(self, receiver, seq, *, processed=False):
        self.acks.append([receiver, receiver.generation, seq, processed])
        if processed:
            count_processed(receiver)

    def own_acks(self):
        return [(receiver, seq) for receiver, generation, seq, _ in self.acks if receiver.generation is generation]

    def begin(self):
        self.state, self.begun = "running", time.monotonic()
        for receiver, seq in self.own_acks():
            receiver.running.add(seq)
            receiver.ack()  # before the call, which may end this process

    def end(self):
        for receiver, seq in self.own_acks():
            receiver.running.discard(seq)
            receiver.ack()

    def processed(self):
        for one in self.acks:
            receiver, generation, _, is_processed = one
            if not is_processed and receiver.generation is generation:
                one[3] = True
                count_processed(receiver)

    def settled(self):
        self.state = "over"
        for receiver, seq in self.own_acks():
            receiver.settle(seq)
            receiver.ack() if self.urgent else receiver.ack_soon()

    def on_delivery(self, state):
        self.expected[state] -= 1
        if self.expected[state] == 0:
            self.processed() if state == "sent" else self.settled()

    def result(self, payload, is_error, shards=(0, 1)):
        same = self.message
        return Message(
            is_error=is_error, urgent=self.urgent, flags=same.flags, head=same.head, shard=shards[0], shards=shards[1],
            tries=self.tries, attempt=self.attempt, request=same.request, deadline=self.deadline, endpoint=same.endpoint,
            payload=payload,
        )  # fmt: skip


def count_processed(receiver):
    receiver.processed += 1
    receiver.ack_soon()


def key_of(message):
    """A piece of a streamed answer is handled by itself."""
    return message.request, message.head[:4] if message.flags & 8 else b""


def error_of(pea, code, text):
    return {"code": code, "message": text, "pod": pea.rpartition("/")[0], "pea": pea}


def is_error(payload):
    try:
        error = json.loads(payload)
        return all(isinstance(error[name], str) for name in ("code", "message", "pod", "pea"))
    except (ValueError, KeyError, TypeError):
        return False


def merged(payloads):
    """The documents of several payloads, merged by their ids, and the parameters of the first."""
    decoded = [decode(payload) for payload in payloads]
    documents = {}
    for part, (part_documents, _) in enumerate(decoded):
        counts = {}
        for document in part_documents:
            name = document.get("id")
            name = encode(document) if name is None else (type(name), name)
            counts[name] = counts.get(name, 0) + 1
            key = (name, counts[name])
            documents[key] = merge(documents.get(key), document)
    return list(documents.values()), decoded[0][1]


def merge(earlier, later, name=None):
    if isinstance(earlier, dict) and isinstance(later, dict):
        return {key: merge(earlier.get(key), later.get(key), key) for key in {**earlier, **later}}
    if name in ("chunks", "matches") and isinstance(earlier, list) and isinstance(later, list):
        return merged([encode([earlier, {}]), encode([later, {}])])[0]
    return earlier if later is None else later
