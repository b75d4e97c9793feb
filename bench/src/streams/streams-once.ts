// Streams answers through three Pods, and cancels some in the middle: node streams-once.js REQUESTS PIECES CANCELS
import { fileURLToPath } from 'node:url'
import { type FlowLogLine, type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { launchersOf } from '../contestants/launchers.ts'
import { percentile } from '../measure/stats.ts'

const [requests = 0, pieces = 0, cancels = 0] = process.argv.slice(2).map(Number)

/** Milliseconds between two pieces of an answer: about what a language model takes for a token. */
const PAUSE = 10

const lines: FlowLogLine[] = []
let onLine: () => void = () => undefined
const flow = new Flow({ name: 'streams' })
  .add({ name: 'tokens', uses: './executors/tokens.js', concurrency: Math.max(requests, 1) })
  .add({ name: 'second' })
  .add({ name: 'third' })
const running = await startFlow(buildFlow(flow), {
  launchers: await launchersOf(['process']),
  directory: fileURLToPath(new URL('..', import.meta.url)),
  onLog: (line) => {
    lines.push(line)
    onLine()
  },
})
await Promise.all(Array.from({ length: requests }, () => read(running, 3)))
const begun = now()
const ways = (await Promise.all(Array.from({ length: requests }, () => read(running, pieces)))).toSorted(
  (a, b) => a - b,
)
const perSecond = (requests * pieces * 1_000) / (now() - begun)
const ends: number[] = []
for (let index = 0; index < cancels; index++) ends.push(await cancel(running))
process.send?.({ ...quantiles('first', ways), perSecond, ...quantiles('cancel', ends) })
await running.stop()
process.disconnect()

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Reads one answer. Returns the milliseconds from the yield of its first piece until it was read. */
async function read(running: RunningFlow, count: number): Promise<number> {
  let first = Number.NaN
  const parameters = { pieces: count, pause: PAUSE }
  for await (const { documents, error } of running.stream('/', [{}], { parameters, pieces: true })) {
    if (error !== undefined) throw error
    if (Number.isNaN(first)) first = now() - (documents[0] as { readonly at: number } & object).at
  }
  return first
}

/** Cancels an answer after its third piece. Returns the milliseconds until its generator has ended. */
async function cancel(running: RunningFlow): Promise<number> {
  const leaving = new AbortController()
  const options = { parameters: { pieces: 1_000, pause: PAUSE }, pieces: true, signal: leaving.signal }
  const before = lines.length
  let aborted = 0
  try {
    let count = 0
    for await (const _ of running.stream('/', [{}], options)) {
      count += 1
      if (count < 3) continue
      aborted = now()
      leaving.abort()
    }
  } catch {
    // It was cancelled.
  }
  while (lines.length === before) await new Promise<void>((resolve) => (onLine = resolve))
  return Number(lines.at(-1)?.text.split(' ').at(-1)) - aborted
}

function quantiles(name: string, values: readonly number[]): Record<string, number> {
  const sorted = Float64Array.from(values.toSorted((a, b) => a - b))
  return { [`${name}P50`]: percentile(sorted, 0.5), [`${name}Max`]: sorted.at(-1) ?? Number.NaN }
}
