import { WILDCARD_HOST } from '../topology/host.ts'
import type { SocketPlan } from '../topology/socket.ts'
import { usesPort } from '../topology/transport.ts'
import { hasOwnNetwork, socketInside } from './own-network.ts'
import type { PeaSpec } from './spec.ts'

/** Paths inside a container that differ from those of the spec. */
export interface ContainerPaths {
  /**
   * The executor, if one of this machine replaces that of the image.
   *
   * @defaultValue that of the spec
   */
  readonly uses?: string | undefined
  /** @defaultValue that of the spec */
  readonly workspace?: string | undefined
}

/** The first port for sockets that the plan leaves open. Every port is free in a container, so any number would do. */
const FIRST_PORT = 20_000

/**
 * The spec that a Pea gets inside its container. It names no image, has the paths of the container, and opens BIND
 * sockets on every interface of the container: where they can be reached from outside is for the runtime to decide.
 */
export function toInnerSpec(spec: PeaSpec, paths: ContainerPaths = {}): PeaSpec {
  const { image: _image, container: _container, ...rest } = spec
  return {
    ...rest,
    ...(hasOwnNetwork(spec) ? openInside(spec) : {}),
    runtime: 'process',
    uses: paths.uses ?? spec.uses,
    // The working directory of the image: arguments in its CMD may name files there.
    directory: '.',
    ...(paths.workspace !== undefined && { workspace: paths.workspace }),
  }
}

/** The sockets of a Pea as it opens them inside its container. */
export function openInside(spec: PeaSpec): Pick<PeaSpec, 'inputs' | 'outputs' | 'control'> {
  const { inputs, outputs, control } = spec
  const used = new Set([...inputs, ...outputs, control].map(({ port }) => port))
  const pickPort = (port: number) => (port === 0 ? nextFree(used) : port)
  const open = <S extends SocketPlan>(socket: S): S =>
    socket.mode === 'CONNECT' || !usesPort(socket)
      ? socket
      : { ...socketInside(spec, socket), port: pickPort(socket.port) }
  return {
    inputs: inputs.map(open),
    outputs: outputs.map(open),
    control: control.mode === 'CONNECT' ? control : { ...control, host: WILDCARD_HOST, port: pickPort(control.port) },
  }
}

function nextFree(used: Set<number>): number {
  let port = FIRST_PORT
  while (used.has(port)) port++
  used.add(port)
  return port
}
