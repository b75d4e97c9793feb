import { type PeaSpec, type SocketPlan, WILDCARD_HOST } from '@peaflow/core'
import type { Sockets } from '../links/links.ts'

/** The spec of an external Pea in a Flow: the Flow decides its links, and its own command line what code it runs and where. */
export function toOwnSpec(own: PeaSpec, wanted: PeaSpec): PeaSpec {
  const { id, pod, role, replicaId, uses, directory, workspace, runtime, host, hostname, image, security } = own
  const identity = { id, pod, role, replicaId, runtime, host, hostname, image }
  const code = { uses, directory, workspace, with: { ...wanted.with, ...own.with } }
  const spec = { ...wanted, ...identity, ...code, security, env: undefined, container: undefined, key: undefined }
  return { ...spec, ...toOwnSockets(own, wanted), external: undefined }
}

/**
 * The sockets of an external Pea: it opens them on the interface of its control port, or, if that is all of them, on
 * loopback and Docker's bridge where its Flow needs no more. It never opens them at the path of a file.
 */
export function toOwnSockets({ control }: PeaSpec, { inputs, outputs }: Sockets): Sockets {
  const toOwn = <S extends SocketPlan>({ path: _path, transport: _transport, ...rest }: S): S => {
    const socket = rest as S
    if (socket.mode === 'CONNECT') return socket
    const isNarrower = control.host === WILDCARD_HOST && socket.host === '127.0.0.1'
    return isNarrower ? socket : { ...socket, host: control.host, bridge: undefined }
  }
  return { inputs: inputs.map(toOwn), outputs: outputs.map(toOwn) }
}
