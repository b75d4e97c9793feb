import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { InputPlan, OutputPlan, PeaSpec } from '@peaflow/core'

/** The Pea under test, and its peers. */
export const PEA = 'subject/0'
export const AFTER = 'after/0'
export const beforeOf = (edge: number): string => `before${edge}/0`

/** The executor that a Pea runs by default: the package has it. */
const PACKAGE = dirname(createRequire(import.meta.url).resolve('@peaflow/runtime-conformance/package.json'))
const EXECUTOR = join(PACKAGE, 'executors', 'wire.mjs')

/** What a case may change in the spec of the Pea. */
export interface SceneOptions extends Partial<Pick<PeaSpec, 'concurrency' | 'timeoutRequest' | 'prefetch'>> {
  /**
   * How many edges lead into the Pea.
   *
   * @defaultValue 1
   */
  readonly edges?: number
  /**
   * `retries` of its output.
   *
   * @defaultValue 1
   */
  readonly retries?: number
}

/** What is known of a Flow when its Pea is launched. */
export interface SpecFacts {
  readonly flowId: string
  readonly key: string
  readonly controlPort: number
  readonly uses?: string | undefined
}

/** The spec of the Pea under test. It binds its inputs, and dials its output once that has a port. */
export function specOf({ flowId, key, controlPort, uses = EXECUTOR }: SpecFacts, options: SceneOptions): PeaSpec {
  const { edges = 1, retries = 1, ...changes } = options
  return {
    id: PEA,
    pod: 'subject',
    role: 'replica',
    replicaId: 0,
    replicas: 1,
    runtime: 'process',
    host: null,
    expects: edges,
    uses,
    with: {},
    concurrency: 1,
    timeoutReady: 30_000,
    timeoutAlive: 5_000,
    restart: { policy: 'never', window: 60_000 },
    inputs: Array.from({ length: edges }, (_, edge) => inputOf(edge)),
    outputs: [outputTo(0, retries)],
    control: { mode: 'CONNECT', host: '127.0.0.1', port: controlPort },
    flow: 'conformance',
    flowId,
    incarnation: 1,
    directory: process.cwd(),
    security: 'none',
    key,
    ...changes,
  }
}

/** Its output, which dials a port. */
export function outputTo(port: number, retries: number): OutputPlan {
  const link = { pattern: 'DEALER', mode: 'CONNECT', host: '127.0.0.1', port, edge: 0, peers: [AFTER] } as const
  return { ...link, to: 'after', polling: 'any', scheduling: 'load_balance', retries }
}

function inputOf(edge: number): InputPlan {
  const pea = beforeOf(edge)
  const from = pea.slice(0, pea.indexOf('/'))
  return { pattern: 'ROUTER', mode: 'BIND', host: '127.0.0.1', port: 0, peers: [pea], from, edge }
}
