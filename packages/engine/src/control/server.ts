import { type FlowPlanOptions, WILDCARD_HOST } from '@peaflow/core'
import { bridgeGateway, type FlowMessage, isLocalHost, type PeaMessage } from '@peaflow/protocol'
import type { ControlSocket, Listener } from './control-socket.ts'
import { type Identity, isFrom } from './identity.ts'
import { openLocalServer } from './local-server.ts'
import { openRemoteServer } from './remote-server.ts'
import type { RoutesOptions } from './routes.ts'

/** The Flow's end of the control channel. */
export interface ControlServer {
  /** The port that a Pea dials on a host, as the plan names it. */
  portOn(host: string): number
  /** Gets every message of a Pea from now on. Set once, before any Pea is launched. */
  listen(listener: Listener): void
  /** Sends to the incarnation of the Pea that reported last. If that has ended, the message is dropped. */
  send(pea: string, message: FlowMessage): void
  /** Adds a Pea that the Flow has dialled itself: `send` reaches it by the function that is passed. */
  attach(identity: Identity, send: (message: FlowMessage) => void): Attachment
  close(): void
}

/** An external Pea on the control channel. */
export interface Attachment {
  /** Passes on a message of the Pea. */
  deliver(message: PeaMessage): void
  /** Messages to the Pea are dropped from now on. */
  detach(): void
}

/**
 * Opens the control channel on free ports: one for processes of this machine, and one for all others if the plan has any.
 *
 * @throws FlowError `ADDRESS_BIND` if one cannot be opened.
 */
export async function openControlServer(
  options: RoutesOptions,
  plan: FlowPlanOptions['control'],
): Promise<ControlServer> {
  const local = await openLocalServer(options)
  const remote = await openRemote(options, plan).catch((error) => {
    local.close()
    throw error
  })
  const attached = new Map<string, (message: FlowMessage) => void>()
  let listener: Listener = () => undefined
  return {
    portOn: (host) => (remote === undefined || isLocalHost(host) ? local : remote).port,
    listen: (listen) => {
      listener = listen
      local.listen(listen)
      remote?.listen(listen)
    },
    send: (pea, message) => {
      const send = attached.get(pea)
      if (send !== undefined) send(message)
      else if (!local.send(pea, message)) remote?.send(pea, message)
    },
    attach: (identity, send) => {
      const { pea } = identity
      attached.set(pea, send)
      return {
        deliver: (message) => {
          if (isFrom(message, identity)) listener(message, identity)
          else options.onDropped(`${message.type}: for another Pea`, pea)
        },
        detach: () => void (attached.get(pea) === send && attached.delete(pea)),
      }
    },
    close: () => {
      local.close()
      remote?.close()
    },
  }
}

async function openRemote(
  options: RoutesOptions,
  plan: FlowPlanOptions['control'],
): Promise<ControlSocket | undefined> {
  if (!plan.bridge)
    return isLocalHost(plan.host) && plan.host !== WILDCARD_HOST
      ? undefined
      : await openRemoteServer(options, plan.host)
  // Where Docker has no bridge on this machine, it leads containers to loopback.
  return await openRemoteServer(options, bridgeGateway() ?? plan.host)
}
