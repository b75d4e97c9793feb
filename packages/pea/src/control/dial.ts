import type { PeaSpec } from '@peaflow/core'
import { openDealer } from '../socket/open.ts'
import { decodeControl, encodeControl } from './codec.ts'
import type { ControlLink } from './link.ts'
import type { FlowMessage } from './messages.ts'

/** Milliseconds without its Flow after which a Pea ends itself. */
const LEASH = 15_000

/**
 * Dials the Flow's control socket.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function dialControl(spec: PeaSpec): Promise<ControlLink> {
  const { host, port } = spec.control
  const routingId = `${spec.id.slice(0, 200)}#${spec.incarnation}.${Math.random().toString(36).slice(2, 10)}`
  const socket = await openDealer({ host, port, routingId })
  const early: FlowMessage[] = []
  let listener = (message: FlowMessage): void => void early.push(message)
  const read = async () => {
    while (!socket.closed) {
      const [frame] = await socket.receive().catch(() => [])
      const message = frame && decodeControl(spec.flowId, frame)
      if (message) listener(message as FlowMessage)
    }
  }
  read()
  return {
    send: (message) => {
      if (!socket.closed) socket.send(encodeControl(spec.flowId, message)).catch(() => undefined)
    },
    listen: (listen) => {
      listener = listen
      for (const message of early.splice(0)) listen(message)
    },
    lost: watch(socket),
    close: async () => socket.close(),
  }
}

/** Resolves once the connection has been down for longer than the leash. */
async function watch(socket: Awaited<ReturnType<typeof openDealer>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve) => {
    const slip = () => {
      timer ??= setTimeout(resolve, LEASH)
    }
    const hold = () => {
      clearTimeout(timer)
      timer = undefined
    }
    slip()
    follow(socket, { slip, hold })
  })
}

async function follow(
  socket: Awaited<ReturnType<typeof openDealer>>,
  to: { slip(): void; hold(): void },
): Promise<void> {
  for await (const event of socket.events) {
    if (event.type === 'handshake') to.hold()
    else if (event.type === 'disconnect') to.slip()
  }
  to.hold()
}
