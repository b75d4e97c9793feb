"""ZMTP 3.1 with mechanism NULL, over asyncio: what a DEALER that dials and a ROUTER that listens need of it."""
import asyncio

MORE, LONG, COMMAND = 1, 2, 4
MOST_BYTES = 129 * 2**20
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)


class Connection:
    """One connection. `messages` yields what arrives as lists of frames, until it ends."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def send(self, *frames):
        for index, body in enumerate(frames):
            self._write(MORE if index < len(frames) - 1 else 0, body)

    def close(self):
        self.writer.close()

    async def handshake(self, kind, identity):
        self.writer.write(GREETING)
        greeting = await self.reader.readexactly(64)
        if greeting[0] != 0xFF or greeting[10] < 3 or greeting[12:32] != GREETING[12:32]:
            raise ConnectionError("the peer does not speak ZMTP 3 with mechanism NULL")
        ready = b"\x05READY"
        for name, value in ((b"Socket-Type", kind), (b"Identity", identity)):
            ready += bytes([len(name)]) + name + len(value).to_bytes(4, "big") + value
        self._write(COMMAND, ready)
        flags, body = await self._read()
        if not flags & COMMAND or not body.startswith(b"\x05READY"):
            raise ConnectionError("the peer does not complete the handshake")

    async def messages(self):
        frames = []
        while True:
            flags, body = await self._read()
            if flags & COMMAND:
                if body.startswith(b"\x04PING"):
                    self._write(COMMAND, b"\x04PONG" + body[7:])
                continue
            frames.append(body)
            if not flags & MORE:
                yield frames
                frames = []

    def _write(self, flags, body):
        long = len(body) > 255
        size = len(body).to_bytes(8 if long else 1, "big")
        self.writer.write(bytes([flags | (LONG if long else 0)]) + size + body)

    async def _read(self):
        flags = (await self.reader.readexactly(1))[0]
        size = int.from_bytes(await self.reader.readexactly(8 if flags & LONG else 1), "big")
        if size > MOST_BYTES:
            raise ConnectionError("a frame is too long")
        return flags, await self.reader.readexactly(size)


async def dial(address, identity, serve):
    """Connects, lets `serve(connection)` work until the connection ends, and connects again: until it is cancelled."""
    pause = 0.05
    while True:
        try:
            opened = asyncio.open_unix_connection(address) if isinstance(address, str) else asyncio.open_connection(*address)
            connection = Connection(*await opened)
            try:
                await connection.handshake(b"DEALER", identity)
                pause = 0.05
                await serve(connection)
            finally:
                connection.close()
        except (OSError, asyncio.IncompleteReadError):
            pass
        await asyncio.sleep(pause)
        pause = min(pause * 2, 1)


async def listen(address, serve):
    """Opens a ROUTER, and lets `serve(connection)` work for each peer. Returns the server."""

    async def on_peer(reader, writer):
        connection = Connection(reader, writer)
        try:
            await asyncio.wait_for(connection.handshake(b"ROUTER", b""), 2)
            await serve(connection)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            pass
        finally:
            connection.close()

    if isinstance(address, str):
        return await asyncio.start_unix_server(on_peer, address)
    return await asyncio.start_server(on_peer, *address)
