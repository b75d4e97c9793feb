import type { OnReadOpts, Socket } from 'node:net'
import { adoptHandle } from '../tuning/accepted-socket.ts'

/**
 * Makes an accepted socket, which is paused, deliver its bytes in the buffers that `onread` provides. Node has that option
 * only for sockets that connect, so the bytes are copied there, unless tuning is on.
 */
export function readInto(accepted: Socket, onread: OnReadOpts): Socket {
  return adoptHandle(accepted, onread) ?? copyInto(accepted, onread)
}

function copyInto(accepted: Socket, { buffer, callback }: OnReadOpts): Socket {
  accepted.on('data', (chunk) => {
    for (let at = 0; at < chunk.length && !accepted.destroyed; ) {
      const target = typeof buffer === 'function' ? buffer() : buffer
      const count = chunk.copy(target, 0, at)
      callback(count, target)
      at += count
    }
  })
  return accepted.resume()
}
