import { type FlowPlanOptions, WILDCARD_HOST } from '@peaflow/core'
import {
  bridgeGateway,
  type ControlListenerTarget,
  type CurveKeyPair,
  type FlowMessage,
  isLocalHost,
  type PeaMessage,
} from '@peaflow/protocol'
import type { ControlSocket, Listener, PongListener } from './control-socket.ts'
import { type Identity, isFrom } from './identity.ts'
import type { Enrolments } from './joiner.ts'
import { openLocalServer } from './local-server.ts'
import { openRemoteServer } from './remote-server.ts'
import type { RoutesOptions } from './routes.ts'

/** The Flow's end of the control channel. */
export interface ControlServer {
  /**
   * Opens a free port for each of these hosts, as the plan names what Peas dial, unless it is open: one for processes of
   * this machine, and one for all others.
   *
   * @throws FlowError `ADDRESS_BIND` if one cannot be opened.
   */
  open(hosts: readonly string[]): Promise<void>
  /**
   * Opens the port at which replicas join.
   *
   * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if it cannot be opened.
   */
  openJoin(target: ControlListenerTarget, enrolments: Enrolments): Promise<void>
  /** The port that a Pea dials on a host, as the plan names it; 0 if it is not open. */
  portOn(host: string): number
  /** Gets every message of a Pea, and every answer to a PING, from now on. Set once, before any Pea is launched. */
  listen(listener: Listener, onPong?: PongListener): void
  /** Sends to the incarnation of the Pea that reported last. If that has ended, the message is dropped. */
  send(pea: string, message: FlowMessage): void
  /** Asks a Pea that dials the port of containers and other machines, or that has joined, for a sign of life. Does nothing for any other. */
  ping(pea: string): void
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

/** How the control channel is opened. */
export interface ControlServerOptions extends RoutesOptions {
  readonly plan: FlowPlanOptions['control']
  /**
   * The Unix socket for Peas that share this machine.
   *
   * @defaultValue there is none
   */
  readonly path?: string | undefined
  /**
   * The keys of the port that containers and other machines dial.
   *
   * @defaultValue what is sent there is not encrypted
   */
  readonly curve?: CurveKeyPair | undefined
}

/**
 * Opens the control channel: a Unix socket if there is a path for it. Ports are opened by {@link ControlServer.open}.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened, `ADDRESS_PATH` if the path is too long.
 */
export async function openControlServer({
  plan,
  path,
  curve,
  ...options
}: ControlServerOptions): Promise<ControlServer> {
  const sockets: ControlSocket[] = []
  const attached = new Map<string, (message: FlowMessage) => void>()
  let listener: Listener = () => undefined
  let onPong: PongListener = () => undefined
  const add = (socket: ControlSocket): ControlSocket => {
    sockets.push(socket)
    socket.listen(
      (message, from) => listener(message, from),
      (from) => onPong(from),
    )
    return socket
  }
  let local: ControlSocket | undefined
  let remote: ControlSocket | undefined
  if (path !== undefined) add(await openLocalServer(options, path))
  return {
    open: async (hosts) => {
      if (hosts.some(isLocalHost)) local ??= add(await openLocalServer(options))
      const isRemote = plan.host === WILDCARD_HOST || !hosts.every(isLocalHost)
      if (isRemote) remote ??= add(await openRemoteServer(options, { host: remoteHost(plan), port: 0, curve }))
    },
    openJoin: async (target, enrolments) => void add(await openRemoteServer({ ...options, enrolments }, target)),
    portOn: (host) => (isLocalHost(host) ? local : remote)?.port ?? 0,
    listen: (listen, listenToPongs = onPong) => {
      listener = listen
      onPong = listenToPongs
    },
    ping: (pea) => {
      for (const socket of sockets) socket.ping(pea)
    },
    send: (pea, message) => {
      const send = attached.get(pea)
      if (send !== undefined) send(message)
      else sockets.some((socket) => socket.send(pea, message))
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
      for (const socket of sockets) socket.close()
    },
  }
}

/** Where Docker has no bridge on this machine, it leads containers to loopback. */
function remoteHost({ bridge, host }: FlowPlanOptions['control']): string {
  return bridge ? (bridgeGateway() ?? host) : host
}
