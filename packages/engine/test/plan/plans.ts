import { connect, type FlowPlan, type InputPlan, type OutputPlan, type PeaPlan } from '@peaflow/core'

/** A Pea of a plan made by hand: its id and the Peas that it sends to. */
export interface Sketch {
  readonly id: string
  /** The ids of the Peas that it sends to. */
  readonly to: readonly string[]
  readonly image?: string
  readonly external?: true
  /** @defaultValue `_pass` */
  readonly uses?: PeaPlan['uses']
}

const podOf = (id: string) => id.split('/')[0] ?? ''

/**
 * A plan with the links that the sketches name. The end of an edge with several Peas of one Pod at its other end binds.
 */
export function sketchPlan(sketches: readonly Sketch[]): FlowPlan {
  const inputs = new Map<string, InputPlan[]>(sketches.map(({ id }) => [id, []]))
  const outputs = new Map<string, OutputPlan[]>(sketches.map(({ id }) => [id, []]))
  let port = 20_000
  for (const from of sketches) {
    for (const id of from.to) {
      const to = sketches.find((sketch) => sketch.id === id)
      if (to === undefined) throw new Error(`no sketch of ${id}`)
      const fansOut = from.to.filter((other) => podOf(other) === podOf(id)).length > 1
      const fansIn = sketches.filter((other) => podOf(other.id) === podOf(from.id) && other.to.includes(id)).length > 1
      const link = connect(
        { name: from.id, image: from.image, isFanOut: fansOut },
        { name: to.id, image: to.image, isFanOut: fansIn },
        { port: () => port++ },
      )
      const into = inputs.get(id) ?? []
      const edges = [...new Set([...into.map((input) => input.from), podOf(from.id)])]
      const edge = edges.indexOf(podOf(from.id))
      const delivery = { polling: 'any', scheduling: 'load_balance', retries: 1 } as const
      merge(outputs.get(from.id), { to: podOf(id), edge, ...delivery, ...link.output })
      merge(into, { from: podOf(from.id), edge, ...link.input })
    }
  }
  const peas = sketches.map((sketch) => toPea(sketch, { inputs, outputs }))
  return { flow: 'test', optimize: 'full', peas, links: [], pods: [], options: flowOptions }
}

const flowOptions = {
  timeoutReady: 10_000,
  timeoutRequest: 10_000,
  control: { host: '127.0.0.1', port: 20_000 },
}

/** A BIND socket serves all peers of its edge. */
function merge<Socket extends InputPlan | OutputPlan>(sockets: Socket[] | undefined, socket: Socket): void {
  const key = (one: InputPlan | OutputPlan) => `${one.mode} ${one.edge} ${'to' in one ? one.to : one.from}`
  const same = sockets?.findIndex((other) => other.mode === 'BIND' && key(other) === key(socket)) ?? -1
  const other = sockets?.[same]
  if (other === undefined) sockets?.push(socket)
  else sockets?.splice(same, 1, { ...other, peers: [...other.peers, ...socket.peers] })
}

interface Sockets {
  readonly inputs: ReadonlyMap<string, InputPlan[]>
  readonly outputs: ReadonlyMap<string, OutputPlan[]>
}

function toPea({ id, image, external, uses = '_pass' }: Sketch, { inputs, outputs }: Sockets): PeaPlan {
  const into = inputs.get(id) ?? []
  return {
    id,
    pod: podOf(id),
    role: id === 'gateway' ? 'gateway' : 'replica',
    replicaId: 0,
    replicas: 1,
    runtime: image === undefined ? 'process' : 'docker',
    image,
    external,
    host: null,
    expects: new Set(into.map(({ edge }) => edge)).size,
    uses,
    with: {},
    concurrency: 1,
    timeoutReady: 10_000,
    timeoutAlive: 5_000,
    restart: { policy: 'on_failure', window: 60_000 },
    inputs: into,
    outputs: outputs.get(id) ?? [],
    control: { mode: 'CONNECT', host: '0.0.0.0', port: 20_000 },
  }
}
