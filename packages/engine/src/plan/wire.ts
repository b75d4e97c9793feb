import { type InputPlan, type OutputPlan, type PeaPlan, type SocketPlan, socketInside } from '@peaflow/core'

/** The sockets of a Pea. */
export interface Wire {
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
}

/** The sockets that a Pea has opened. */
export interface OpenWire extends Wire {
  /** The port of each, inputs before outputs; 0 for a socket that dials. */
  readonly ports: readonly number[]
  /** The port of this machine for each port that it binds, where the two differ. */
  readonly published?: Readonly<Record<number, number>> | undefined
}

/** The sockets of a Pea as it is launched, with 0 for each port that is known only once it is open. */
export function launchWire(pea: PeaPlan): Wire {
  return withPorts(pea, (socket) => bindPort(pea, socket))
}

/**
 * The sockets of a Pea with the ports that it dials, as the Peas at their other ends have opened them; 0 for a port that
 * is not open.
 */
export function resolveWire(pea: PeaPlan, findOpen: (peer: string) => OpenWire | undefined): Wire {
  return withPorts(pea, (socket) => {
    if (socket.mode === 'BIND') return bindPort(pea, socket)
    const open = findOpen(socket.peers[0] ?? '')
    if (open === undefined) return 0
    return socket.fixed ? socket.port : portAtOtherEnd(open, { pea, socket })
  })
}

/** The sockets of a Pea as it sees them itself: in a container, hosts have other names. */
export function wireInside<W extends Wire>(pea: PeaPlan, wire: W): W {
  const inside = (socket: Socket) => socketInside(pea, socket)
  return { ...wire, inputs: wire.inputs.map(inside), outputs: wire.outputs.map(inside) }
}

/** Whether every port that the Pea dials is known, except those of peers that are lost. */
export function isComplete(wire: Wire, isLost: (peer: string) => boolean): boolean {
  return socketsOf(wire).every(({ mode, port, peers }) => mode === 'BIND' || port !== 0 || peers.every(isLost))
}

/** Whether `after` opens a port that `before` does not. */
export function opensPort({ before, after }: { readonly before: Wire; readonly after: Wire }): boolean {
  const open = new Set(boundSockets(before).map(toKey))
  return boundSockets(after).some((socket) => !open.has(toKey(socket)))
}

/**
 * Whether `after` stops dialling a port given by hand, since the Pea behind it has ended. The next Pea at that port is
 * then dialled as soon as it has opened it, and not after the delay that a redial has grown to.
 */
export function hangsUp({ before, after }: { readonly before: Wire; readonly after: Wire }): boolean {
  const toPeer = (socket: Socket) => `${toKey(socket)} ${socket.peers.join()}`
  const closed = new Set(socketsOf(after).flatMap((socket) => (socket.port === 0 ? toPeer(socket) : [])))
  return socketsOf(before).some(
    (socket) => socket.mode === 'CONNECT' && socket.fixed && socket.port !== 0 && closed.has(toPeer(socket)),
  )
}

/** What a Pea has open once it gets the sockets `after`: ports that stay open, and 0 for ports that it has yet to report. */
export function carryPorts({ before, after }: { readonly before: OpenWire; readonly after: Wire }): OpenWire {
  const sockets = socketsOf(before)
  const open = new Map(sockets.map((socket, index) => [toKey(socket), before.ports[index] ?? 0]))
  const ports = socketsOf(after).map((socket) => (socket.mode === 'BIND' ? (open.get(toKey(socket)) ?? 0) : 0))
  return { ...before, ...after, ports }
}

type Socket = InputPlan | OutputPlan

function withPorts({ inputs, outputs }: PeaPlan, portOf: (socket: Socket) => number): Wire {
  return {
    inputs: inputs.map((socket) => ({ ...socket, port: portOf(socket) })),
    outputs: outputs.map((socket) => ({ ...socket, port: portOf(socket) })),
  }
}

/** A container publishes the port of the plan; any other Pea opens a free one, unless its port was given by hand. */
function bindPort(pea: PeaPlan, socket: SocketPlan): number {
  return socket.mode === 'BIND' && (socket.fixed || pea.image !== undefined) ? socket.port : 0
}

function portAtOtherEnd(open: OpenWire, dialler: { readonly pea: PeaPlan; readonly socket: Socket }): number {
  const { pea, socket } = dialler
  const index = socketsOf(open).findIndex(
    (end) =>
      end.mode === 'BIND' &&
      'from' in end !== 'from' in socket &&
      podOf(end) === pea.pod &&
      end.edge === socket.edge &&
      end.peers.includes(pea.id),
  )
  const port = open.ports[index] ?? 0
  return open.published?.[port] ?? port
}

function socketsOf({ inputs, outputs }: Wire): readonly Socket[] {
  return [...inputs, ...outputs]
}

function podOf(socket: Socket): string {
  return 'from' in socket ? socket.from : socket.to
}

function boundSockets(wire: Wire): readonly Socket[] {
  return socketsOf(wire).filter(({ mode }) => mode === 'BIND')
}

/** Equal for two sockets of which a Pea keeps the first open when it gets the second. */
function toKey(socket: Socket): string {
  const edge = 'from' in socket ? ['from', socket.edge] : ['to', socket.to, socket.edge]
  return [...edge, socket.mode, socket.host, socket.bridge].join(' ')
}
