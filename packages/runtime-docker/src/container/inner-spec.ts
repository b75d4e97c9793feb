import { hasOwnNetwork, type PeaSpec, type SocketPlan, socketInside, WILDCARD_HOST } from '@peaflow/core'

/** What a container sees: what is mounted into it, and its network. */
export interface InnerPlace {
  /** The executor, if one of this machine takes the place of the image's. */
  readonly uses?: string | undefined
  readonly workspace?: string | undefined
}

/** Ports are free in a container of its own, so any number does; these are the plan's. */
const FIRST_PORT = 20_000

/**
 * The Pea as it is told to itself inside its container: no image (no Docker in Docker), paths of the container, and
 * BIND sockets on every interface of the container, of which only published ports can be dialled.
 */
export function toInnerSpec(spec: PeaSpec, place: InnerPlace): PeaSpec {
  const { image: _image, container: _container, ...rest } = spec
  return {
    ...rest,
    ...(hasOwnNetwork(spec) ? openInside(spec) : {}),
    runtime: 'process',
    uses: place.uses ?? spec.uses,
    // The working directory of the image, whose own arguments may name a file there.
    directory: '.',
    ...(place.workspace !== undefined && { workspace: place.workspace }),
  }
}

/** The Pea's sockets as its own container opens them. */
export function openInside(spec: PeaSpec): Pick<PeaSpec, 'inputs' | 'outputs' | 'control'> {
  const { inputs, outputs, control } = spec
  const taken = new Set([...inputs, ...outputs, control].map(({ port }) => port))
  const choose = (port: number) => (port === 0 ? nextFree(taken) : port)
  const open = <S extends SocketPlan>(socket: S): S =>
    socket.mode === 'CONNECT' ? socket : { ...socketInside(spec, socket), port: choose(socket.port) }
  return {
    inputs: inputs.map(open),
    outputs: outputs.map(open),
    control: control.mode === 'CONNECT' ? control : { ...control, host: WILDCARD_HOST, port: choose(control.port) },
  }
}

function nextFree(taken: Set<number>): number {
  let port = FIRST_PORT
  while (taken.has(port)) port++
  taken.add(port)
  return port
}
