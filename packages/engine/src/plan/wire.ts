import { type InputPlan, type OutputPlan, type PeaPlan, type SocketPlan, socketInside } from '@peaflow/core'

/** Every socket of a Pea. */
export interface Wire {
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
}

/** The sockets that a Pea has opened. */
export interface OpenWire extends Wire {
  /** The port of each, along its inputs, then its outputs; 0 stands for one that dials. */
  readonly ports: readonly number[]
  /** The port of this machine for each port that it binds, where the two differ. */
  readonly published?: Readonly<Record<number, number>> | undefined
}

/** The sockets of a Pea as it is launched: 0 stands for a port that only the start can know. */
export function launchWire(pea: PeaPlan): Wire {
  return withPorts(pea, (socket) => bindPort(pea, socket))
}

/**
 * The sockets of a Pea with the ports that it dials, as the Peas at their other ends opened them; 0 stands for the port
 * of one that has not.
 */
export function resolveWire(pea: PeaPlan, findOpen: (peer: string) => OpenWire | undefined): Wire {
  return withPorts(pea, (socket) => {
    if (socket.mode === 'BIND') return bindPort(pea, socket)
    const open = findOpen(socket.peers[0] ?? '')
    if (open === undefined) return 0
    return socket.fixed ? socket.port : portAtMate(open, { pea, socket })
  })
}

/** What a Pea is told of its sockets, which in a container are not as others see them. */
export function wireInside<W extends Wire>(pea: PeaPlan, wire: W): W {
  const told = (socket: Socket) => socketInside(pea, socket)
  return { ...wire, inputs: wire.inputs.map(told), outputs: wire.outputs.map(told) }
}

/** Whether every port that the Pea dials is known, but for those of peers that never come back. */
export function isComplete(wire: Wire, isLost: (peer: string) => boolean): boolean {
  return socketsOf(wire).every(({ mode, port, peers }) => mode === 'BIND' || port !== 0 || peers.every(isLost))
}

/** Whether `after` opens a port that `before` does not. */
export function opensPort({ before, after }: { readonly before: Wire; readonly after: Wire }): boolean {
  const open = new Set(boundSockets(before).map(toKey))
  return boundSockets(after).some((socket) => !open.has(toKey(socket)))
}

/**
 * Whether `after` dials a port given by hand no longer, as the Pea behind it has ended: the next one there is dialled
 * once it is ready to be greeted, and at once, however long the first was out of reach.
 */
export function hangsUp({ before, after }: { readonly before: Wire; readonly after: Wire }): boolean {
  const toEnd = (socket: Socket) => `${toKey(socket)} ${socket.peers.join()}`
  const silent = new Set(socketsOf(after).flatMap((socket) => (socket.port === 0 ? toEnd(socket) : [])))
  return socketsOf(before).some(
    (socket) => socket.mode === 'CONNECT' && socket.fixed && socket.port !== 0 && silent.has(toEnd(socket)),
  )
}

/** What a Pea has open once it was told `after`: the ports that stay open, and 0 for those that it has to report. */
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

function portAtMate(open: OpenWire, dialler: { readonly pea: PeaPlan; readonly socket: Socket }): number {
  const { pea, socket } = dialler
  const index = socketsOf(open).findIndex(
    (mate) =>
      mate.mode === 'BIND' &&
      'from' in mate !== 'from' in socket &&
      podOf(mate) === pea.pod &&
      mate.edge === socket.edge &&
      mate.peers.includes(pea.id),
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

/** The same for a socket that a Pea keeps open when it is told of others. */
function toKey(socket: Socket): string {
  const edge = 'from' in socket ? ['from', socket.edge] : ['to', socket.to, socket.edge]
  return [...edge, socket.mode, socket.host, socket.bridge].join(' ')
}
