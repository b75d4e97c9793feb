import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'

/** What the types of Node do not tell of a socket, and of how it is made. */
interface Inner {
  _handle?: unknown
}

/**
 * The socket of a peer that was accepted, paused, as one that reads to where it is told. Node has that option only for who
 * dials; what is below the socket takes it for either. To read 64 KB into memory that is there costs half of what it costs
 * into new memory, and V8 frees a gateway's messages half as often.
 */
export function readTo(accepted: Socket, onread: OnReadOpts): Socket {
  const inner: Inner = accepted as unknown as Inner
  const handle = inner._handle
  if (handle === undefined || handle === null) return copyTo(accepted, onread)
  inner._handle = null
  return new Socket({ handle, onread } as SocketConstructorOpts)
}

/** The same for a Node that has no such thing. */
function copyTo(accepted: Socket, { buffer, callback }: OnReadOpts): Socket {
  accepted.on('data', (chunk) => {
    for (let at = 0; at < chunk.length && !accepted.destroyed; ) {
      const room = typeof buffer === 'function' ? buffer() : buffer
      const count = chunk.copy(room, 0, at)
      callback(count, room)
      at += count
    }
  })
  return accepted
}
