import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Flow, type FlowEvent, type PodOptions, type RunningFlow, startFlow } from 'peaflow'
import { runClient } from './clients.ts'
import { FAULTS } from './faults.ts'
import { answeringPods, type GraphSketch, markedPods } from './graph.ts'
import type { FaultSketch, History } from './history.ts'
import { JoinedReplicas } from './joined-replicas.ts'
import { Oracle, type Verdicts } from './oracle.ts'
import { Random } from './random.ts'
import { Stopwatch } from './stopwatch.ts'
import { children, filesBelow } from './system.ts'

/** What came of a history. */
export interface Outcome {
  readonly verdicts: Verdicts
  /** How often each thing was done to the Flow. */
  readonly done: ReadonlyMap<string, number>
  readonly stopwatch: Pick<Stopwatch, 'longestGap' | 'slowestRecovery'>
  /** What was wrong, in words; empty if all is well. */
  readonly complaints: readonly string[]
}

/** Milliseconds that one request may take: what needs that long is lost. */
const REQUEST_LIMIT = 30_000

/** Milliseconds in which a Pea has to be ready. One that is frozen before is replaced only then, within the limit of a request. */
const READY_LIMIT = 15_000

/** Milliseconds after all requests have ended in which no Pea may hold one any more. */
const HELD_LIMIT = 5_000

/** The same for a side branch. One that joins may wait for a message that nobody repeats, since the answer has come. */
const SIDE_HELD_LIMIT = REQUEST_LIMIT + 5_000

/** Milliseconds in which a Flow that was stopped must have left nothing. */
const LEFTOVER_LIMIT = 5_000

const executors = fileURLToPath(new URL('../executors', import.meta.url))

/** Starts the Flow of a history, lets everything happen, stops it, and looks at what is left in its runtime folder. */
export async function runHistory(history: History, runtimeFolder: string): Promise<Outcome> {
  const before = new Set(children())
  const oracle = new Oracle(markedPods(history.graph))
  const done = new Map<string, number>()
  const note = (what: string): void => void done.set(what, (done.get(what) ?? 0) + 1)
  const stopwatch = new Stopwatch()
  const joined = await JoinedReplicas.open(history.graph, executors)
  const running = await start(history.graph, { joined, stopwatch })
  try {
    await happen(history, { running, joined, oracle, stopwatch, note })
    const answering = answeringPods(history.graph)
    const isSide = (id: string) => id !== 'gateway' && !answering.has(id.split('/')[0] ?? id)
    oracle.complaints.push(...(await heldAfterAll(running, HELD_LIMIT, (id) => !isSide(id))))
    oracle.complaints.push(...(await heldAfterAll(running, SIDE_HELD_LIMIT, isSide)))
  } finally {
    await running.stop()
    await joined?.close()
  }
  oracle.close()
  const left = await leftovers(before, runtimeFolder)
  return { verdicts: oracle.verdicts, done, stopwatch, complaints: [...oracle.complaints, ...left] }
}

interface Start {
  readonly joined: JoinedReplicas | undefined
  readonly stopwatch: Stopwatch
}

/** Starts the Flow, and the replicas that join it once it waits for them. */
async function start(graph: GraphSketch, { joined, stopwatch }: Start): Promise<RunningFlow> {
  const onEvent = (event: FlowEvent): void => {
    if (event.type === 'pea-restarted') stopwatch.onRestarted()
    const pod = event.type === 'replicas-awaited' ? graph.pods.find(({ name }) => name === event.pod) : undefined
    if (pod !== undefined) joined?.start(pod)
  }
  try {
    return await startFlow(toFlow(graph, joined), { directory: executors, onEvent })
  } catch (error) {
    await joined?.close()
    throw error
  }
}

interface Stage {
  readonly running: RunningFlow
  readonly joined: JoinedReplicas | undefined
  readonly oracle: Oracle
  readonly stopwatch: Stopwatch
  readonly note: (what: string) => void
}

/** Runs all clients, with each fault when it is its turn. */
async function happen({ graph, clients, faults }: History, stage: Stage): Promise<void> {
  const { running, joined, oracle, stopwatch, note } = stage
  const rest = [...faults]
  const happening: Promise<void>[] = []
  const strike = async ({ name, seed }: FaultSketch): Promise<void> => {
    note(name)
    await FAULTS[name]?.fault({ running, graph, joined, random: new Random(seed), note: (what) => note(`· ${what}`) })
  }
  const progress = (): void => {
    while ((rest[0]?.after ?? Number.POSITIVE_INFINITY) <= stopwatch.ended)
      happening.push(strike(rest.shift() as FaultSketch))
  }
  const onEnded = (): void => {
    stopwatch.onEnded()
    progress()
  }
  progress()
  await Promise.all(clients.map((client) => runClient(client, { running, oracle, onEnded })))
  await Promise.all(happening)
}

/** Draws no Pea that a fault wears out: each is started again however often it dies. */
function toFlow({ pods, optimize }: GraphSketch, joined: JoinedReplicas | undefined): Flow {
  const restart = { policy: 'on_failure', max: 1_000, window: 60_000 } as const
  const timeouts = { timeoutRequest: REQUEST_LIMIT, timeoutReady: READY_LIMIT }
  const join = joined && { join: `127.0.0.1:${joined.port}`, key: joined.key }
  const empty = new Flow({ name: 'chaos', restart, retries: 100, ...timeouts, ...join, optimize })
  return pods.reduce((flow, { name, needs, replicas, polling, scheduling, runtime, works }) => {
    const executor = works ? { uses: './work.mjs', with: { pod: name, breaks: runtime !== 'thread' } } : {}
    // One more for a replica that was started again before the Flow knows that the first has gone; a shard waits for that.
    const range = { min: replicas, max: polling === 'all' ? replicas : replicas + 1 }
    const places = runtime === 'join' ? { replicas: range } : { replicas, runtime }
    const options: PodOptions = { name, polling, scheduling, ...places, ...executor }
    return flow.add({ ...options, needs: needs.length > 0 ? needs : 'gateway' })
  }, empty)
}

/** What some Peas still hold so many milliseconds after every request has ended. */
async function heldAfterAll(
  running: RunningFlow,
  limit: number,
  isAsked: (pea: string) => boolean,
): Promise<readonly string[]> {
  let held: readonly string[] = []
  await within(limit, async () => {
    const { inFlight, peas } = await running.status()
    const all = [
      { id: 'gateway', count: inFlight },
      ...peas.map(({ id, report }) => ({ id, count: report?.held ?? 0 })),
    ]
    held = all
      .filter(({ id, count }) => count > 0 && isAsked(id))
      .map(({ id, count }) => `left: ${id} holds ${count} requests`)
    return held.length === 0
  })
  return held
}

async function leftovers(before: ReadonlySet<number>, runtimeFolder: string): Promise<readonly string[]> {
  const processes = () => children().filter((pid) => !before.has(pid))
  const isClean = () => processes().length === 0 && filesBelow(runtimeFolder).length === 0
  if (await within(LEFTOVER_LIMIT, async () => isClean())) return []
  return [
    ...processes().map((pid) => `left: process ${pid}`),
    ...filesBelow(runtimeFolder).map((path) => `left: ${path}`),
  ]
}

async function within(limit: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + limit
  while (!(await isSo())) {
    if (performance.now() > end) return false
    await delay(50)
  }
  return true
}
