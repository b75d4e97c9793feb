import type { FlowPlan, LinkPlan, PeaPlan, PodPlan } from '@peaflow/core'

/** A Pod in brief: `encode: { peas: ['head', '0', '1', 'tail'], needs: ['segment'] }`. */
export interface PodSketch {
  readonly peas?: readonly string[]
  readonly needs: readonly string[]
  readonly of?: Partial<PeaPlan>
}

/** A plan for tests. Links are written `from > to`, with `!` after the Pea that binds. */
export function sketchPlan(pods: Readonly<Record<string, PodSketch>>, links: readonly string[]): FlowPlan {
  const names = Object.keys(pods)
  const peas = names.flatMap((name) => (pods[name]?.peas ?? ['0']).map((pea) => sketchPea(name, pea, pods[name]?.of)))
  const podPlans = names.map((name) => sketchPod(name, pods[name]))
  const last = names.at(-1) ?? ''
  return {
    flow: 'search',
    optimize: 'full',
    pods: [...podPlans, { name: 'gateway', needs: [last], peas: ['gateway'], options: {} }],
    peas: [...peas, sketchPea('gateway', '', { id: 'gateway', role: 'gateway' })],
    links: links.map(sketchLink),
    options: { timeoutReady: 30_000, timeoutRequest: 60_000, control: { port: 0, host: '127.0.0.1' } },
  }
}

function sketchPod(name: string, sketch: PodSketch | undefined): PodPlan {
  return {
    name,
    needs: sketch?.needs ?? [],
    peas: (sketch?.peas ?? ['0']).map((pea) => `${name}/${pea}`),
    options: {},
  }
}

function sketchPea(pod: string, name: string, of: Partial<PeaPlan> = {}): PeaPlan {
  const role = name === 'head' || name === 'tail' ? name : 'replica'
  return {
    id: `${pod}/${name}`,
    pod,
    role,
    replicaId: role === 'replica' ? Number(name) : 0,
    replicas: 1,
    runtime: 'process',
    host: null,
    expects: 1,
    uses: '_pass',
    with: {},
    concurrency: 1,
    timeoutReady: 30_000,
    timeoutAlive: 5_000,
    restart: { policy: 'on_failure', max: 5, window: 60_000 },
    inputs: [],
    outputs: [],
    control: { mode: 'CONNECT', host: '127.0.0.1', port: 0 },
    ...(role === 'replica' ? of : {}),
  }
}

function sketchLink(text: string, index: number): LinkPlan {
  const [from = '', to = ''] = text.split(' > ')
  const [start, end] = [from.replace('!', ''), to.replace('!', '')]
  const [bind, connect] = from.endsWith('!') ? [start, end] : [end, start]
  return { from: start, to: end, bind, connect, address: `tcp://0.0.0.0:${20_000 + index}`, transport: 'tcp' }
}

/** A search Flow, not pruned around `encode`, with a side branch. */
export const SEARCH = sketchPlan(
  {
    segment: { needs: ['gateway'], of: { uses: './segment.js' } },
    encode: {
      needs: ['segment'],
      peas: ['head', '0', '1', '2', 'tail'],
      of: { image: 'acme/encoder:1.2', runtime: 'docker', replicas: 3 },
    },
    tag: { needs: ['segment'], of: { uses: './tag.js', runtime: 'thread' } },
    audit: { needs: ['tag'], of: { uses: './audit.js', host: '10.0.0.7', external: true, side: true } },
    both: { needs: ['encode', 'tag'], of: { uses: '_merge', expects: 2 } },
  },
  [
    'gateway > segment/0!',
    'segment/0 > encode/head!',
    'encode/head! > encode/0',
    'encode/head! > encode/1',
    'encode/head! > encode/2',
    'encode/0 > encode/tail!',
    'encode/1 > encode/tail!',
    'encode/2 > encode/tail!',
    'segment/0 > tag/0!',
    'tag/0 > audit/0!',
    'encode/tail > both/0!',
    'tag/0 > both/0!',
    'both/0 > gateway!',
  ],
)
