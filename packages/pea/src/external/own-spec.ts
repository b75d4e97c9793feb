import { machineOf, type PeaSpec, type SocketPlan, WILDCARD_HOST } from '@peaflow/core'
import type { Sockets } from '../links/links.ts'

/** The spec of an external Pea in a Flow: the Flow decides its links, and its own command line what code it runs and where. */
export function toOwnSpec(own: PeaSpec, wanted: PeaSpec): PeaSpec {
  const { uses, directory, workspace, runtime, host, hostname, image } = own
  const args = { ...wanted.with, ...own.with }
  const spec = { ...wanted, uses, directory, workspace, runtime, host, hostname, image, with: args }
  return { ...spec, ...toOwnSockets(own, wanted), external: undefined }
}

/**
 * Sockets that other machines dial open on the interface of the control port, if that is a specific one. An external Pea
 * opens and dials ports only: paths of this machine are not for a Flow to name.
 */
export function toOwnSockets({ control }: PeaSpec, { inputs, outputs }: Sockets): Sockets {
  const toOwn = <S extends SocketPlan>({ path: _path, transport: _transport, ...rest }: S): S => {
    const socket = rest as S
    const isNarrowed = socket.mode === 'BIND' && socket.host === WILDCARD_HOST && machineOf(control) !== null
    return isNarrowed ? { ...socket, host: control.host } : socket
  }
  return { inputs: inputs.map(toOwn), outputs: outputs.map(toOwn) }
}
