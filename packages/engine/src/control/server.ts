import { decodeControl, encodeControl, type FlowMessage, openRouter, type PeaMessage } from '@peaflow/pea'

/** Where the Flow's control socket listens. */
export interface ControlServerOptions {
  readonly flowId: string
  /** The interface that Peas of this machine dial, or every one. */
  readonly host: string
  /** The address that containers dial. */
  readonly alsoOn?: string | undefined
}

/** The Flow's end of the control channel. */
export interface ControlServer {
  readonly port: number
  /** Gets every message of a Pea from now on. Set once, before any Pea is launched. */
  listen(listener: (message: PeaMessage) => void): void
  /** Sends to the Pea that reported last under this id; what cannot be delivered is dropped, like its Pea. */
  send(pea: string, message: FlowMessage): void
  close(): void
}

/**
 * Opens the control socket on a free port.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { flowId, host, alsoOn } = options
  const { socket, port } = await openRouter({ host, port: 0, alsoOn })
  const routes = new Map<string, Buffer>()
  const waiting: Buffer[][] = []
  let isSending = false
  const send = async () => {
    if (isSending) return
    isSending = true
    // One send at a time, as a ROUTER asks for; each is done at once.
    for (let frames = waiting.shift(); frames && !socket.closed; frames = waiting.shift()) {
      await socket.send(frames).catch(ignoreGone)
    }
    isSending = false
  }
  const receive = async (listener: (message: PeaMessage) => void) => {
    while (!socket.closed) {
      const [route, frame] = await socket.receive().catch(() => [])
      const message = frame && (decodeControl(flowId, frame) as PeaMessage | undefined)
      if (route === undefined || message === undefined) continue
      if (message.type === 'bound') routes.set(message.pea, Buffer.from(route))
      listener(message)
    }
  }
  return {
    port,
    listen: (listener) => void receive(listener),
    send: (pea, message) => {
      const route = routes.get(pea)
      if (route === undefined) return
      waiting.push([route, encodeControl(flowId, message)])
      void send()
    },
    close: () => socket.close(),
  }
}

/** The Pea has ended, which its launcher tells; or the socket was closed meanwhile. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EHOSTUNREACH' && error.code !== 'EAGAIN') throw error
}
