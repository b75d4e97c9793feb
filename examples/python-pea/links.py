"""The two ends of a link: sections 3 and 5 of the page of the wire protocol."""
import hashlib
import hmac
import random
import time

import records as wire


def prove(secret, text):
    return hmac.new(secret, text, hashlib.sha256).digest()[:16]


class Link:
    """What both ends have: the sessions, and the connection of the moment."""

    epochs = random.randrange(1, 2**31)

    def __init__(self, pea, peer, edge, flags):
        self.pea, self.peer, self.edge, self.flags = pea, peer, edge, flags
        self.connection, self.established, self.peer_session, self.peer_flags = None, False, (0, 0), 0
        self.new_epoch()

    def new_epoch(self):
        Link.epochs += 1
        self.session = (self.pea.incarnation, Link.epochs)

    def greet(self, kind, proof, received=0):
        greeting = wire.greeting(kind, self.flags, self.edge, self.pea.id, self.session, self.peer_session, received, proof)
        self.send(greeting)

    def send(self, record, attachments=()):
        if self.connection is not None:
            self.connection.send(wire.MAGIC + self.pea.flow_id + record, *attachments)

    def disconnect(self, connection):
        if self.connection is connection:
            self.connection, self.established = None, False


class Receiver(Link):
    """The end that messages arrive at."""

    def __init__(self, pea, peer, edge):
        super().__init__(pea, peer, edge, 0)
        self.clear()

    def clear(self):
        self.received = self.processed = self.limit = self.settled_below = 0
        self.settled, self.running, self.due = set(), set(), None
        self.generation = object()

    def on_greeting(self, session):
        if session != self.peer_session:
            self.clear()
        self.peer_session, self.established = session, True

    def take(self, message):
        """Whether it is the next message, and within the limit."""
        if not self.established or message.seq != self.received or message.seq >= self.limit:
            return False
        self.received += 1
        return True

    def settle(self, seq):
        self.settled.add(seq)
        while self.settled_below in self.settled:
            self.settled.discard(self.settled_below)
            self.settled_below += 1

    def ack(self):
        """Now. `ack_soon` is what most changes ask for."""
        self.due = None
        if not self.established or not self.pea.gives_credit:
            return
        self.limit = max(self.limit, self.processed + self.pea.prefetch())
        settled = [(seq, seq + 1) for seq in sorted(self.settled)]
        self.send(wire.ack(self.received, self.limit, self.settled_below, settled, sorted(self.running)))

    def ack_soon(self):
        if self.due is None:
            self.due = self.pea.loop.call_later(0.005, self.ack)


class Delivery:
    """A message on its way to one peer. `source` is the request that it was made from."""

    def __init__(self, message, source, shard=None):
        self.message, self.source, self.tries, self.alone = message, source, message.tries, False
        self.shard = (message.shard, message.shards) if shard is None else shard
        self.sent = self.received = self.dropped = False

    def mark(self, *states):
        for state in states:
            if not getattr(self, state):
                setattr(self, state, True)
                self.source.on_delivery(state)

    def drop(self):
        self.dropped = True
        self.mark("sent", "received")


class Sender(Link):
    """The end that messages leave from."""

    def __init__(self, pea, peer, edge, output):
        super().__init__(pea, peer, edge, wire.SENDS)
        self.output = output
        self.lost, self.leaving, self.last_running = False, 0, set()
        self.clear()

    def clear(self):
        """Begins a session. Returns what was sent and is not settled."""
        unsettled = list(getattr(self, "unsettled", {}).values())
        self.unsettled, self.next, self.limit, self.running = {}, 0, 0, set()
        return unsettled

    def on_greeting(self, session, knows_us, received):
        """Returns what has to be sent again because its receiver has forgotten it."""
        returned = []
        if session != self.peer_session or not knows_us:
            self.last_running = {self.unsettled[seq] for seq in self.running if seq in self.unsettled}
            returned = self.clear()
        self.peer_session, self.established, self.lost = session, True, False
        for seq in sorted(seq for seq in self.unsettled if seq >= received):
            self.write(seq)
        return returned

    def has_room(self, delivery):
        if not self.established or self.next >= self.limit or self.leaving == self.peer_session[0]:
            return False
        return not self.unsettled if delivery.alone else not any(one.alone for one in self.unsettled.values())

    def give(self, delivery):
        seq = self.next
        self.next += 1
        self.unsettled[seq] = delivery
        self.write(seq)
        delivery.mark("sent")

    def write(self, seq):
        delivery = self.unsettled[seq]
        message = delivery.message
        left = wire.NO_LIMIT
        if message.deadline is not None:
            left = max(0, int((message.deadline - time.monotonic()) * 1000))
        message.shard, message.shards = delivery.shard
        tries, urgent = message.tries, message.urgent
        message.tries, message.urgent = min(255, delivery.tries), urgent or delivery.alone
        self.send(*wire.message(message, seq, left))
        message.tries, message.urgent = tries, urgent

    def on_ack(self, received, limit, below, settled, running):
        if not self.established or received > self.next:
            return
        self.limit, self.running = max(self.limit, limit), set(running)
        for seq in [seq for seq in self.unsettled if seq < received]:
            self.unsettled[seq].mark("received")
        for seq in [s for s in self.unsettled if s < below or any(first <= s < end for first, end in settled)]:
            self.unsettled.pop(seq).mark("received")

    def load(self):
        return len(self.unsettled), self.next - self.limit
