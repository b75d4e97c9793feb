"""Calls a Flow over WebSocket with Python's websockets, and prints what it sees, a line of JSON each."""

import asyncio
import json
import sys

import websockets

url, token = sys.argv[1:]


async def main():
    protocols = ["peaflow.v1.json"]
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(f"{url}/upper", subprotocols=protocols, extra_headers=headers) as socket:
        print(json.dumps([socket.subprotocol, json.loads(await socket.recv())]))
        for call in range(20):
            await socket.send(json.dumps({"id": str(call), "documents": [{"id": "d", "text": f"text {call}"}]}))
        answers = {}
        while len([one for one in answers.values() if "done" in one[-1]]) < 20:
            message = json.loads(await socket.recv())
            answers.setdefault(message["id"], []).append(message)
        print(json.dumps([answers[str(call)][0]["documents"][0]["text"] for call in range(20)]))

        await socket.send(json.dumps({"id": "pieces", "endpoint": "/count", "documents": [{}]}))
        pieces = []
        while len(pieces) < 3:
            pieces.append(json.loads(await socket.recv())["documents"][0]["text"])
        await socket.send(json.dumps({"id": "pieces", "cancel": True}))
        while "error" not in (message := json.loads(await socket.recv())):
            pass
        print(json.dumps([pieces, message["error"]["code"]]))
        await (await socket.ping())

    by_protocol = ["peaflow.v1.json", f"peaflow.token.{token}"]
    async with websockets.connect(f"{url}/upper", subprotocols=by_protocol) as socket:
        print(json.dumps([socket.subprotocol, "hello" in json.loads(await socket.recv())]))

    async with websockets.connect(f"{url}/upper", subprotocols=protocols) as socket:
        try:
            await socket.recv()
        except websockets.ConnectionClosed as closed:
            print(json.dumps([closed.rcvd.code, closed.rcvd.reason]))


asyncio.run(main())
