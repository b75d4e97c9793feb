import { machineOf, type PeaSpec, type SocketPlan, WILDCARD_HOST } from '@peaflow/core'
import type { Sockets } from '../links/links.ts'

/** The part of a Flow's plan that an external Pea plays: what code it runs, and where, whoever started it has said. */
export function toOwnSpec(own: PeaSpec, wanted: PeaSpec): PeaSpec {
  const { uses, directory, workspace, runtime, host, hostname, image } = own
  const given = { ...wanted.with, ...own.with }
  const message = { ...wanted, uses, directory, workspace, runtime, host, hostname, image, with: given }
  return { ...message, ...toOwnSockets(own, wanted), external: undefined }
}

/** What other machines dial is open on the interface of the control port, where that is a certain one. */
export function toOwnSockets({ control }: PeaSpec, { inputs, outputs }: Sockets): Sockets {
  const toOwn = <S extends SocketPlan>(socket: S): S => {
    const isNarrowed = socket.mode === 'BIND' && socket.host === WILDCARD_HOST && machineOf(control) !== null
    return isNarrowed ? { ...socket, host: control.host } : socket
  }
  return { inputs: inputs.map(toOwn), outputs: outputs.map(toOwn) }
}
