import { dirname } from 'node:path'
import type { InputPlan, OutputPlan, PeaPlan, SharedFolder } from '@peaflow/core'

/** What decides which links use Unix sockets, and where these are. */
export interface SharedMachine {
  /** Whether a Pea, by its id, shares the kernel and the runtime folder of this process. */
  isShared(pea: string): boolean
  /** The path of a socket of a Pea. */
  socketOf(pea: string, key: string): string
  /** The path of the Flow's control socket. */
  readonly control: string
}

/**
 * A Pea with the transport that each of its sockets uses on this machine, and with the path of each Unix socket. What the
 * plan allows is used where the Peas at both ends share the machine; all other links use TCP.
 */
export function settle(pea: PeaPlan, machine: SharedMachine): PeaPlan {
  const isOwn = machine.isShared(pea.id)
  const settleSocket = <S extends Socket>(planned: S): S => {
    const { transport: allowed, ...rest } = planned
    const socket = rest as S
    const shared = isOwn && allowed !== undefined ? socket.peers.filter((peer) => machine.isShared(peer)) : []
    if (shared.length === 0) return socket
    const transport = shared.length === socket.peers.length ? 'unix' : 'both'
    return { ...socket, transport, path: pathOf(pea, socket, machine) }
  }
  return {
    ...pea,
    inputs: pea.inputs.map(settleSocket),
    outputs: pea.outputs.map(settleSocket),
    control: isOwn && pea.control.mode === 'CONNECT' ? { ...pea.control, path: machine.control } : pea.control,
  }
}

/** The folders that a settled Pea opens Unix sockets in, and dials them in. */
export function foldersOf({ inputs, outputs, control }: PeaPlan): readonly SharedFolder[] {
  const folders = new Map<string, boolean>()
  for (const { mode, path } of [...inputs, ...outputs, control]) {
    if (path !== undefined) folders.set(dirname(path), mode === 'CONNECT')
  }
  return [...folders].map(([path, readOnly]) => ({ path, readOnly }))
}

/** Whether a settled Pea dials the Flow's control socket by its port. */
export function dialsControlPort({ role, control }: PeaPlan): boolean {
  return role !== 'gateway' && control.mode === 'CONNECT' && control.path === undefined
}

type Socket = InputPlan | OutputPlan

/** Both ends of a link find the same path: it is that of the BIND end. */
function pathOf(pea: PeaPlan, socket: Socket, machine: SharedMachine): string {
  const isInput = 'from' in socket
  if (socket.mode === 'BIND')
    return machine.socketOf(pea.id, isInput ? inputKey(socket.edge) : outputKey(socket.to, socket.edge))
  const [peer = ''] = socket.peers
  return machine.socketOf(peer, isInput ? outputKey(pea.pod, socket.edge) : inputKey(socket.edge))
}

function inputKey(edge: number): string {
  return `from ${edge}`
}

function outputKey(pod: string, edge: number): string {
  return `to ${pod} ${edge}`
}
