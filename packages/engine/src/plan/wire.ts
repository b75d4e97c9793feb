import { CLUSTER_HOST, type PeaPlan, type SocketPlan, socketInside, toAddress, usesPort } from '@peaflow/core'
import type { WiredInput, WiredOutput } from '@peaflow/protocol'

/** The sockets of a Pea, with the public keys of the ports that it dials. */
export interface Wire {
  readonly inputs: readonly WiredInput[]
  readonly outputs: readonly WiredOutput[]
}

/** How the ports of a Pea are reached, as its launcher has found out. */
export interface Reach {
  /** The port of this machine for each port that it binds, where the two differ. */
  readonly published?: Readonly<Record<number, number>> | undefined
  /** The address of the Pea, if it became known when it was launched. */
  readonly address?: string | undefined
}

/** The sockets that a Pea has opened. */
export interface OpenWire extends Wire, Reach {
  /** The port of each, inputs before outputs; 0 for a socket that opens none. */
  readonly ports: readonly number[]
  /** The public key of its ports, if they use CURVE. */
  readonly publicKey?: string | undefined
}

/**
 * The sockets of a Pea as it is launched, with 0 for each port that is known only once it is open, and without the paths
 * that it is to dial.
 */
export function launchWire(pea: PeaPlan): Wire {
  return withSockets(pea, (socket) => (socket.mode === 'BIND' ? boundSocket(pea, socket) : unknownSocket(socket)))
}

/**
 * The sockets of a Pea with the ports and paths that it dials, as the Peas at their other ends have opened them; 0 for a
 * port that is not open, and no path.
 */
export function resolveWire(pea: PeaPlan, findOpen: (peer: string) => OpenWire | undefined): Wire {
  return withSockets(pea, (socket) => {
    if (socket.mode === 'BIND') return boundSocket(pea, socket)
    const open = findOpen(socket.peers[0] ?? '')
    if (open === undefined) return unknownSocket(socket)
    if (socket.path !== undefined) return { ...socket, port: 0 }
    const port = socket.fixed ? socket.port : portAtOtherEnd(open, { pea, socket })
    const host = socket.host === CLUSTER_HOST ? (open.address ?? socket.host) : socket.host
    return { ...socket, host, port, ...(open.publicKey !== undefined && { serverKey: open.publicKey }) }
  })
}

/**
 * The addresses that a Pea uses, as they are dialled on its machine: those at which it listens, or, if it only dials, those.
 * `unix:/path` or `tcp://host:port`.
 */
export function addressesOf(open: OpenWire): readonly string[] {
  const used = socketsOf(open).map((socket, index) => ({ socket, port: open.ports[index] ?? 0 }))
  const bound = used.filter(({ socket }) => socket.mode === 'BIND')
  const shown = bound.length > 0 ? bound : used.map(({ socket }) => ({ socket, port: socket.port }))
  return [...new Set(shown.flatMap(({ socket, port }) => addressesAt(socket, open.published?.[port] ?? port)))]
}

function addressesAt({ host, path }: Socket, port: number): readonly string[] {
  return [...(path === undefined ? [] : [`unix:${path}`]), ...(port === 0 ? [] : [toAddress(host, port)])]
}

/** The sockets of a Pea as it sees them itself: in a container, hosts have other names. */
export function wireInside<W extends Wire>(pea: PeaPlan, wire: W): W {
  const inside = (socket: Socket) => socketInside(pea, socket)
  return { ...wire, inputs: wire.inputs.map(inside), outputs: wire.outputs.map(inside) }
}

/** Whether every port or path that the Pea dials is known, except those of peers that are lost. */
export function isComplete(wire: Wire, isLost: (peer: string) => boolean): boolean {
  return socketsOf(wire).every((socket) => socket.mode === 'BIND' || isDialled(socket) || socket.peers.every(isLost))
}

/** Whether `after` opens a port or a Unix socket that `before` does not. */
export function opensPort({ before, after }: { readonly before: Wire; readonly after: Wire }): boolean {
  const open = new Set(boundSockets(before).map(toKey))
  return boundSockets(after).some((socket) => !open.has(toKey(socket)))
}

/**
 * Whether `after` stops dialling a port given by hand or a path, since the Pea behind it has ended. The next Pea there is
 * then dialled as soon as it listens, and not after the delay that a redial has grown to.
 */
export function hangsUp({ before, after }: { readonly before: Wire; readonly after: Wire }): boolean {
  const toPeer = (socket: Socket) => `${toEdge(socket)} ${socket.peers.join()}`
  const dialled = socketsOf(before).filter((socket) => socket.mode === 'CONNECT' && isDialled(socket))
  const closed = new Set(socketsOf(after).flatMap((socket) => (isDialled(socket) ? [] : toPeer(socket))))
  return dialled.some((socket) => (socket.fixed || socket.path !== undefined) && closed.has(toPeer(socket)))
}

/** What a Pea has open once it gets the sockets `after`: ports that stay open, and 0 for ports that it has yet to report. */
export function carryPorts({ before, after }: { readonly before: OpenWire; readonly after: Wire }): OpenWire {
  const sockets = socketsOf(before)
  const open = new Map(sockets.map((socket, index) => [toKey(socket), before.ports[index] ?? 0]))
  const ports = socketsOf(after).map((socket) => (socket.mode === 'BIND' ? (open.get(toKey(socket)) ?? 0) : 0))
  return { ...before, ...after, ports }
}

type Socket = WiredInput | WiredOutput

function withSockets({ inputs, outputs }: PeaPlan, at: <S extends Socket>(socket: S) => S): Wire {
  return { inputs: inputs.map(at), outputs: outputs.map(at) }
}

/** A container publishes the port of the plan; any other Pea opens a free one, unless its port was given by hand. */
function boundSocket<S extends SocketPlan>(pea: PeaPlan, socket: S): S {
  const isPlanned = socket.fixed || pea.image !== undefined
  return { ...socket, port: isPlanned && usesPort(socket) ? socket.port : 0 }
}

/** A socket that is told later what to dial. */
function unknownSocket<S extends SocketPlan>({ path: _path, ...socket }: S): S {
  return { ...(socket as S), port: 0 }
}

function isDialled({ port, path }: Socket): boolean {
  return port !== 0 || path !== undefined
}

function portAtOtherEnd(open: OpenWire, dialler: { readonly pea: PeaPlan; readonly socket: Socket }): number {
  const { pea, socket } = dialler
  const index = socketsOf(open).findIndex(
    (end) =>
      end.mode === 'BIND' &&
      'from' in end !== 'from' in socket &&
      // The input of a Pea names the last Pod of a group, and its edges have numbers of their own.
      ('from' in end || end.to === pea.pod) &&
      end.edge === socket.edge &&
      end.peers.includes(pea.id),
  )
  const port = open.ports[index] ?? 0
  return open.published?.[port] ?? port
}

function socketsOf({ inputs, outputs }: Wire): readonly Socket[] {
  return [...inputs, ...outputs]
}

function boundSockets(wire: Wire): readonly Socket[] {
  return socketsOf(wire).filter(({ mode }) => mode === 'BIND')
}

/** Equal for two sockets of which a Pea keeps the first open when it gets the second. */
function toKey(socket: Socket): string {
  const { mode, host, bridge, transport, path } = socket
  return [toEdge(socket), mode, host, bridge, transport, path].join(' ')
}

function toEdge(socket: Socket): string {
  return 'from' in socket ? `from ${socket.edge}` : `to ${socket.to} ${socket.edge}`
}
