#!/usr/bin/env python3
"""A Pea in Python, written from docs/wire-protocol.md. It takes the arguments of `peaflow pea`, and needs no package.

`--uses` names a Python file with a function `call(documents, parameters)`, which may be a coroutine. TCP works without CURVE only.
"""
import asyncio
import importlib.util
import json
import math
import os
import random
import signal
import sys
import threading
import time
from collections import deque

import records as wire
import zmtp
from links import Delivery, Receiver, Sender, prove
from requests import Request, error_of, is_error, key_of, merged
from payload import decode, encode

SWITCHES = {"remote", "external", "side-branch", "insecure", "stdin"}


def read_spec(arguments):
    spec = {"input": [], "output": [], "role": "replica", "replica-id": "0", "replicas": "1", "incarnation": "1", "uses": "_pass",
            "concurrency": "1", "control": "127.0.0.1:0", "flow": "flow"}  # fmt: skip
    arguments = deque(arguments)
    while arguments:
        name, has_value, value = arguments.popleft()[2:].partition("=")
        if name not in SWITCHES and not has_value:
            value = arguments.popleft()
        if name in ("input", "output"):
            spec[name].append(json.loads(value))
        else:
            spec[name] = value
    spec.update(json.loads(sys.stdin.readline()) if "stdin" in spec else {})
    return spec


async def echo(documents, parameters):
    """Without a Python file, documents come back as they are. `sleep` and `fail` are what the conformance suite asks for."""
    if "sleep" in parameters:
        await asyncio.sleep(parameters["sleep"] / 1000)
    if "fail" in parameters:
        raise RuntimeError(parameters["fail"])
    return documents


def load(path):
    if not path.endswith(".py"):
        return echo
    module_spec = importlib.util.spec_from_file_location("executor", path)
    module = importlib.util.module_from_spec(module_spec)
    module_spec.loader.exec_module(module)
    return module.call


class Pea:
    def __init__(self, spec):
        self.spec, self.loop = spec, asyncio.get_running_loop()
        self.pod, self.role, self.incarnation = spec["name"], spec["role"], int(spec["incarnation"])
        self.id = spec.get("id") or f"{self.pod}/{spec['replica-id'] if self.role == 'replica' else self.role}"
        self.flow_id = bytes.fromhex(spec["flow-id"])
        self.is_replica = self.role == "replica" and int(spec["replicas"]) > 1
        self.limit = int(spec["timeout-request"]) / 1000 if "timeout-request" in spec else math.inf
        self.sockets, self.links, self.edges = {}, {}, {}  # by their plan; by edge and peer; by pod and edge
        self.pending, self.over, self.cancelled, self.queue, self.calls = {}, {}, {}, deque(), 0
        self.duration, self.gives_credit, self.open = None, False, (0, set())
        self.paused, self.waits, self.lost = set(), {"left": set()}, set()
        self.served = self.dropped = 0
        self.control, self.state, self.was_connected, self.ready_due, self.idle_due = None, "starting", False, True, False
        self.stopping, self.ended, self.started, self.lost_at = False, self.loop.create_future(), time.monotonic(), time.monotonic()

    async def run(self):
        self.call = load(os.path.join(self.spec.get("directory", "."), self.spec["uses"]))
        await self.wire(self.spec["input"], self.spec["output"])
        host, _, port = self.spec["control"].rpartition(":")
        address = self.spec.get("control-path") or ("127.0.0.1" if host == "0.0.0.0" else host.strip("[]"), int(port))
        tasks = [asyncio.create_task(zmtp.dial(address, self.routing_id(), self.serve_control)), asyncio.create_task(self.sweep())]
        self.loop.add_signal_handler(signal.SIGTERM, self.leave)
        self.gives_credit = True
        self.progress()
        code = await self.ended
        await asyncio.sleep(0.05)  # the last acknowledgements leave
        for task in tasks:
            task.cancel()
        return code

    def routing_id(self):
        return f"{self.id[:200]}#{self.incarnation}.{random.randrange(2**40)}".encode()

    # Sockets and links

    async def wire(self, inputs, outputs):
        plans = [*(("in", plan) for plan in inputs), *(("out", plan) for plan in outputs)]
        wanted, links = {}, {}
        for side, plan in plans:
            for peer in plan["peers"]:
                key = side, plan.get("to"), plan["edge"], peer
                new = (lambda: Receiver(self, peer, plan["edge"])) if side == "in" else (lambda: Sender(self, peer, plan["edge"], plan))
                links[key] = self.links.get(key) or new()
                if side == "out":
                    links[key].output = plan
        self.links = links
        edges = {}
        for key, link in links.items():
            if key[0] == "out":
                old = self.edges.get(key[1:3], (None, deque()))
                edges.setdefault(key[1:3], ([], old[1]))[0].append(link)
        self.edges = edges
        self.inputs = sorted({plan["edge"] for plan in inputs})
        opened = False
        for side, plan in plans:
            key = side, plan.get("to"), plan["edge"], plan["mode"], tuple(plan["peers"]) if plan["mode"] == "CONNECT" else ()
            where = plan.get("path") or (plan["host"], plan["port"])
            socket = self.sockets.get(key)
            if socket is None or (plan["mode"] == "CONNECT" and socket["where"] != where):
                if socket:
                    self.close_socket(socket)
                socket = await self.open_socket(side, plan, where)
                opened = opened or plan["mode"] == "BIND"
            socket["plan"] = plan
            wanted[key] = socket
        for key in set(self.sockets) - set(wanted):
            self.close_socket(self.sockets[key])
        self.sockets = wanted
        self.ports = [socket["port"] for socket in wanted.values()]
        return opened

    async def open_socket(self, side, plan, where):
        socket = {"where": where, "plan": plan, "side": side, "task": None, "server": None, "port": 0, "connections": set()}
        serve = lambda connection: self.serve_link(socket, connection)  # noqa: E731
        if plan["mode"] == "BIND":
            if plan.get("path") and os.path.exists(where):
                os.unlink(where)
            socket["server"] = await zmtp.listen(where, serve)
            socket["port"] = 0 if plan.get("path") else socket["server"].sockets[0].getsockname()[1]
        elif plan.get("path") or plan["port"]:
            host = "127.0.0.1" if plan["host"] == "0.0.0.0" else plan["host"]
            socket["task"] = asyncio.create_task(zmtp.dial(plan.get("path") or (host, plan["port"]), self.routing_id(), serve))
        return socket

    def close_socket(self, socket):
        for end in (socket["task"] and socket["task"].cancel, socket["server"] and socket["server"].close):
            if end:
                end()

    def link_of(self, socket, peer):
        plan = socket["plan"]
        return self.links.get((socket["side"], plan.get("to"), plan["edge"], peer))

    async def serve_link(self, socket, connection):
        link = None
        plan = socket["plan"]
        if plan["mode"] == "CONNECT":
            link = self.link_of(socket, plan["peers"][0])
            link.connection, link.established = connection, False
            flags = (4 if len(self.links_in()) > 1 and not self.is_replica else 0) | wire.CALLS
            link.flags = wire.SENDS if socket["side"] == "out" else flags
            link.greet(wire.HELLO, bytes.fromhex(plan.get("proof", "00" * 16)), getattr(link, "received", 0) if socket["side"] == "in" else 0)
        try:
            async for frames in connection.messages():
                try:
                    unpacked = wire.unpack(self.flow_id, frames)
                except ValueError:
                    self.dropped += 1
                    if link is None:
                        return  # it has not shown whose it is
                    continue
                for record in unpacked:
                    if record[0] in (wire.HELLO, wire.WELCOME):
                        greeted = self.on_greeting(socket, connection, record)
                        if greeted is None and (link is None or not link.established):
                            return
                        link = greeted or link
                    elif link is None or link.connection is not connection:
                        self.dropped += 1
                        return
                    else:
                        self.on_record(link, record)
                self.progress()
        finally:
            if link is not None:
                link.disconnect(connection)

    def links_in(self):
        return [link for link in self.links.values() if isinstance(link, Receiver)]

    def senders(self):
        return [link for link in self.links.values() if isinstance(link, Sender)]

    def on_greeting(self, socket, connection, record):
        """Takes a greeting. Returns its link if it is valid."""
        kind, flags, edge, session, peer_session, received, proof, peer = record
        plan, link, is_bound = socket["plan"], self.link_of(socket, peer), socket["plan"]["mode"] == "BIND"
        is_sender = socket["side"] == "out"
        if link is None or kind != (wire.HELLO if is_bound else wire.WELCOME) or edge != link.edge:
            return self.drop_greeting()
        if bool(flags & wire.SENDS) == is_sender or session[0] < link.peer_session[0]:
            return self.drop_greeting()
        number = session[0].to_bytes(4, "little")
        if is_bound:
            secrets = plan.get("secrets", [])
            secret = bytes.fromhex(secrets[plan["peers"].index(peer)]) if secrets else None
            if secret is None or prove(secret, number) != proof:
                return self.drop_greeting()
        elif plan.get("welcome") != proof.hex():
            return self.drop_greeting()
        link.connection, link.peer_flags = connection, flags
        if is_sender:
            returned = link.on_greeting(session, peer_session == link.session, received)
            self.take_back(link, returned, link.last_running if returned else set())
        else:
            link.on_greeting(session)
        if is_bound:
            link.flags = wire.SENDS if is_sender else wire.CALLS | (wire.JOINS if len(self.links_in()) > 1 and not self.is_replica else 0)
            link.greet(wire.WELCOME, prove(secret, b"welcome" + number), 0 if is_sender else link.received)
        if not is_sender:
            link.ack()
        return link

    def drop_greeting(self):
        self.dropped += 1

    def on_record(self, link, record):
        if record[0] == wire.ACK and isinstance(link, Sender):
            link.on_ack(*record[1:])
        elif record[0] in (wire.DATA, wire.ERROR) and isinstance(link, Receiver):
            self.on_message(link, record[1])

    # Requests

    def prefetch(self):
        per_call = 1 if self.duration is None or self.duration >= 0.02 else 1 + math.ceil(0.002 / max(self.duration, 1e-6))
        return min(per_call * int(self.spec["concurrency"]), int(self.spec.get("prefetch", 1024)), 1024)

    def on_message(self, receiver, message):
        if not receiver.take(message):
            return
        message.deadline = None if message.time_left == wire.NO_LIMIT else time.monotonic() + message.time_left / 1000
        if message.is_error and not is_error(message.payload):
            text = f'"{receiver.peer}" sent an error that breaks the protocol: its payload is not an error in JSON'
            message.payload = json.dumps(error_of(receiver.peer, "REQUEST_FAILED", text)).encode()
        key = key_of(message)
        known = self.pending.get(key)
        if known and message.attempt > known.attempt:
            self.cancel_request(known)
            known = None
        ends = self.is_replica or (len(self.inputs) == 1 and message.shards == 1) or message.is_error
        is_over = self.over.get(key, (-1, 0))[0] >= message.attempt or message.request in self.cancelled
        is_ended = message.request < self.open[0] and message.request not in self.open[1] and not ends
        if known is None and (is_over or is_ended) or known and message.attempt < known.attempt:
            receiver.processed += 1
            receiver.settle(message.seq)
            return receiver.ack_soon()
        request = known or Request(message)
        self.pending[key] = request
        request.tries, request.urgent = max(request.tries, message.tries), request.urgent or message.urgent
        slot = request.slots.setdefault(receiver.edge, {})
        is_new = request.state == "joining" and message.shard not in slot
        if is_new:
            slot[message.shard] = message
        is_complete = is_new and (ends or all(len(request.slots.get(edge, {})) == next(iter(request.slots.get(edge, {0: message}).values())).shards for edge in self.inputs))
        request.acknowledge(receiver, message.seq, processed=not is_complete)
        receiver.ack() if message.urgent else receiver.ack_soon()
        if is_complete:
            self.complete(request, message)

    def complete(self, request, last):
        request.shards = (last.shard, last.shards) if self.is_replica else (0, 1)
        if last.is_error:
            return self.send(request, last.payload, True)
        ordered = [request.slots[edge][shard] for edge in sorted(request.slots) for shard in sorted(request.slots[edge])]
        request.payloads, request.state = [message.payload for message in ordered], "queued"
        self.queue.append(request)
        self.pump()

    def pump(self):
        while self.queue and self.calls < int(self.spec["concurrency"]):
            request = self.queue.popleft()
            if request.state != "queued":
                continue
            if request.deadline is not None and request.deadline <= time.monotonic():
                self.fail(request, "REQUEST_TIMEOUT", f"the request timed out in the queue of {self.id}")
                continue
            self.calls += 1
            request.begin()
            request.task = asyncio.create_task(self.serve(request))

    async def serve(self, request):
        limit = min(self.limit, math.inf if request.deadline is None else request.deadline - request.begun)
        outcome = None
        try:
            documents, parameters = merged(request.payloads) if len(request.payloads) > 1 else decode(request.payloads[0])
            call = self.call(documents, parameters) if asyncio.iscoroutinefunction(self.call) else asyncio.to_thread(self.call, documents, parameters)
            result = await asyncio.wait_for(call, None if limit == math.inf else limit)
            outcome = encode([documents if result is None else result, parameters]), False
        except asyncio.TimeoutError:
            text = f"the call in {self.id} did not end within {round(limit * 1000)} ms"
            outcome = json.dumps(error_of(self.id, "REQUEST_TIMEOUT", text)).encode(), True
        except asyncio.CancelledError:
            pass
        except Exception as error:  # whatever the executor throws
            outcome = json.dumps(error_of(self.id, "REQUEST_FAILED", str(error))).encode(), True
        took = time.monotonic() - request.begun
        self.duration = took if self.duration is None else self.duration + (took - self.duration) / 8
        self.calls -= 1
        request.end()
        if request.state == "running" and outcome:
            self.send(request, *outcome)
        else:
            request.processed()
        self.pump()
        self.progress()

    def fail(self, request, code, text):
        self.send(request, json.dumps(error_of(self.id, code, text)).encode(), True)

    def send(self, request, payload, failed):
        """Sends what became of a request on every edge."""
        self.served += 1
        request.state = "sending"
        result = request.result(payload, failed, request.shards if hasattr(request, "shards") else (0, 1))
        deliveries = []
        for links, backlog in self.edges.values():
            polling = links[0].output["polling"]
            polling = polling if isinstance(polling, str) else polling.get(result.endpoint, polling.get("default", "any"))
            names = sorted(int(link.peer.rpartition("/")[2]) for link in links) if polling == "all" else [None]
            for name in names:
                delivery = Delivery(result, request, None if name is None else (name, len(names)))
                delivery.to = name
                deliveries.append(delivery)
                backlog.append(delivery)
        request.expected = {"sent": len(deliveries), "received": len(deliveries)}
        if not deliveries:
            if failed:
                self.tell("failed", request=result.request, error=json.loads(payload))
            request.processed()
            request.settled()
        self.dispatch()

    def dispatch(self):
        for (pod, _), (links, backlog) in self.edges.items():
            waiting = deque()
            while backlog:
                delivery = backlog.popleft()
                if delivery.dropped:
                    continue
                fitting = [link for link in links if delivery.to is None or link.peer.endswith(f"/{delivery.to}")]
                free = [link for link in fitting if pod not in self.paused and link.has_room(delivery)]
                if free:
                    min(free, key=lambda link: link.load()).give(delivery)
                elif fitting and all(link.lost for link in fitting):
                    self.give_up(fitting[0], delivery, "REQUEST_PEA_LOST", f"{fitting[0].peer} is lost")
                else:
                    waiting.append(delivery)
            backlog.extend(waiting)

    def give_up(self, link, delivery, code, text):
        self.tell("failed", request=delivery.message.request, error=error_of(link.peer, code, text))
        delivery.drop()

    def take_back(self, link, returned, running, reason="it ended and was restarted"):
        """A peer has forgotten what it was sent: it is sent again, before anything new."""
        again = []
        for delivery in returned:
            if delivery.dropped:
                continue
            if delivery in running or delivery.alone:
                delivery.tries += 1
                died = {"peer": link.peer, "reason": reason}
                self.tell("tried", pea=self.id, request=delivery.message.request, tries=delivery.tries, **died)
                if delivery.tries > link.output["retries"]:
                    self.give_up(link, delivery, "REQUEST_PEA_DIED", f"{link.peer} died during the call for the request")
                    continue
            delivery.alone = bool(link.peer_flags & wire.CALLS) and not link.peer_flags & wire.JOINS
            again.append(delivery)
        self.edges[link.output["to"], link.edge][1].extendleft(reversed(again))

    def cancel_request(self, request):
        """Settles a request, and drops what has been made of it."""
        for links, backlog in self.edges.values():
            for delivery in [*backlog, *(one for link in links for one in link.unsettled.values())]:
                if delivery.source is request:
                    delivery.drop()
        if request.state == "running":
            request.state = "abandoned"
            request.task.cancel()
            request.settled()
        elif request.state != "over":
            request.state = "over"
            request.processed()
            request.settled()

    async def sweep(self):
        """Fails what is late, and forgets what is over."""
        while True:
            await asyncio.sleep(0.1)
            now = time.monotonic()
            for request in list(self.pending.values()):
                if request.deadline is not None and request.deadline <= now and request.state in ("joining", "queued"):
                    self.fail(request, "REQUEST_TIMEOUT", f"the request timed out in {self.id}")
            for links, backlog in self.edges.values():
                for delivery in list(backlog):
                    if delivery.message.deadline is not None and delivery.message.deadline <= now and not delivery.dropped:
                        self.give_up(links[0], delivery, "REQUEST_TIMEOUT", f"the request waited for {links[0].peer} until its time was up")
            self.over = {key: entry for key, entry in self.over.items() if entry[1] > now}
            self.cancelled = {request: until for request, until in self.cancelled.items() if until > now}
            if self.control is None and now - self.lost_at > (1 if self.stopping else 15):
                self.end(69)
            self.progress()

    # The control channel

    async def serve_control(self, connection):
        self.control = connection
        self.bound(**({"reconnected": True} if self.was_connected else {}))
        self.was_connected = True
        try:
            async for (frame, *_) in connection.messages():
                if frame[:4] != wire.CONTROL_MAGIC or frame[4:12] != self.flow_id:
                    self.dropped += 1
                    continue
                try:
                    await self.on_order(json.loads(frame[12:]))
                except (ValueError, KeyError, TypeError):
                    self.dropped += 1
                self.progress()
        finally:
            self.control, self.lost_at = None, time.monotonic()

    def tell(self, kind, **fields):
        if self.control is not None:
            self.control.send(wire.CONTROL_MAGIC + self.flow_id + json.dumps({"type": kind, **fields}).encode())

    def bound(self, **fields):
        proof = prove(bytes.fromhex(self.spec["key"]), b"bound").hex()
        self.tell("bound", pea=self.id, incarnation=self.incarnation, protocol=2, ports=self.ports, proof=proof, **fields)

    async def on_order(self, order):
        kind = order["type"]
        if kind == "wire":
            self.ready_due, self.paused = True, set()
            for link in self.senders():
                link.lost = False
            if await self.wire(order["inputs"], order["outputs"]):
                self.bound()
        elif kind in ("gone", "lost"):
            for link in [link for link in self.senders() if link.peer == order["peer"]]:
                if order["incarnation"] >= link.peer_session[0]:
                    running = {link.unsettled[seq] for seq in link.running if seq in link.unsettled}
                    link.lost, link.established = kind == "lost", False
                    link.new_epoch()
                    self.take_back(link, link.clear(), running, order["reason"])
                    link.peer_session = (order["incarnation"], 0)
            for link in [link for link in self.links_in() if link.peer == order["peer"] and kind == "lost"]:
                self.lost.add(link.peer)
        elif kind == "cancel":
            for number in [number for number in order["requests"] if isinstance(number, int)]:
                self.cancelled[number] = time.monotonic() + 60
                for request in [one for key, one in self.pending.items() if key[0] == number]:
                    self.cancel_request(request)
        elif kind == "open":
            self.open = order["below"], set(order["requests"])
            for request in list(self.pending.values()):
                number = request.message.request
                if request.state == "joining" and number < self.open[0] and number not in self.open[1]:
                    self.cancel_request(request)
        elif kind == "pause":
            self.paused.add(order["to"])
            self.waits.setdefault("paused", set()).add(order["to"])
        elif kind == "leaving":
            if order["peer"] == self.id:
                self.loop.call_later(30, self.stop)
            for link in [link for link in self.senders() if link.peer == order["peer"]]:
                link.leaving = order["incarnation"]
                self.waits["left"].add(link.peer) if link.leaving else self.waits["left"].discard(link.peer)
        elif kind == "drain":
            self.idle_due, self.state = True, "draining"
        elif kind == "stop":
            self.stop()
        elif kind == "reconcile":
            self.tell("holding", pea=self.id, question=order["question"], holding=self.holding(order))
        elif kind == "ping":
            counts = {"served": self.served, "held": len(self.pending), "dropped": self.dropped}
            uptime = round((time.monotonic() - self.started) * 1000)
            self.tell("status", status={"pea": self.id, "flow": self.spec["flow"], "protocol": 2, "state": self.state, **counts, "uptime": uptime})

    def holding(self, order):
        asked = dict(zip(order["requests"], order["attempts"]))
        matches = [one for one in self.pending.values() if asked.get(one.message.request) == one.attempt]
        held = [{"at": "call", "requests": [one.message.request for one in matches if one.state in ("queued", "running")]}]
        held += [{"at": "join", "edge": edge, "shard": shard, "requests": [one.message.request]}
                 for one in matches if one.state == "joining" for edge, slot in one.slots.items() for shard in slot]  # fmt: skip
        over = {key[0] for key, entry in self.over.items() if entry[0] >= asked.get(key[0], math.inf)}
        held.append({"at": "over", "requests": sorted(over | {one.message.request for one in matches if one.state == "sending"})})
        for (pod, edge), (links, backlog) in self.edges.items():
            out = [*backlog, *(one for link in links for one in link.unsettled.values())]
            requests = [one.message.request for one in out if asked.get(one.message.request) == one.message.attempt and not one.dropped]
            held.append({"at": "link", "to": pod, "edge": edge, "peers": [link.peer for link in links], "requests": requests})
        return held

    def progress(self):
        """Does what is due now."""
        for key, request in [(key, one) for key, one in self.pending.items() if one.state in ("over", "abandoned")]:
            self.over[key] = request.attempt, request.deadline or time.monotonic() + 60
            del self.pending[key]
        self.dispatch()
        senders = self.senders()
        is_open = all(link.established or link.peer in self.lost or getattr(link, "lost", False) for link in self.links.values())
        if self.ready_due and self.gives_credit and self.control and is_open and self.was_connected:
            self.ready_due, self.state = False, "ready"
            self.tell("ready", pea=self.id, incarnation=self.incarnation)
        is_empty = not self.pending and not any(link.unsettled for link in senders)
        if self.idle_due and is_empty:
            self.idle_due = False
            self.tell("idle", pea=self.id)
        for pod in [pod for pod in self.waits.get("paused", ()) if not any(link.unsettled for link in senders if link.output["to"] == pod)]:
            self.waits["paused"].discard(pod)
            self.tell("paused", pea=self.id, to=pod)
        for peer in [peer for peer in self.waits["left"] if not any(link.unsettled for link in senders if link.peer == peer)]:
            self.waits["left"].discard(peer)
            self.tell("left", pea=self.id, peer=peer)
        if self.stopping and is_empty:
            self.end(0)

    def leave(self):
        if self.state == "starting" or self.control is None:
            return self.stop()
        self.tell("leaving", pea=self.id, incarnation=self.incarnation)
        self.loop.call_later(30, self.stop)

    def stop(self):
        self.stopping = True
        self.loop.call_later(30, self.end, 0)
        self.progress()

    def end(self, code):
        if not self.ended.done():
            for link in self.links_in():
                link.ack()
            self.ended.set_result(code)


def watch_launcher():
    """Ends this process as soon as its launcher has gone, which holds the other end of standard input."""
    while os.read(0, 4096):
        pass
    os._exit(1)


async def main():
    spec = read_spec(sys.argv[1:])
    if os.environ.get("PEAFLOW_LIFELINE") is not None:
        threading.Thread(target=watch_launcher, daemon=True).start()
    return await Pea(spec).run()


if __name__ == "__main__":
    os._exit(asyncio.run(main()))
