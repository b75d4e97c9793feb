import { afterEach, expect, test } from 'vitest'
import type { RunningFlow } from '../src/running/running-flow.ts'
import { childrenOf, numbered, start } from './flows.ts'
import { killedFlows } from './killed-flows.ts'

/** How many histories of each Flow, and the seed of the first: more of them by hand. */
const HISTORIES = Number(process.env.HISTORIES ?? 2)
const FIRST_SEED = Number(process.env.SEED ?? 1)
const REQUESTS = 150

/** Whatever is sent again has its headers. */
const headers = { 'idempotency-key': 'once' }

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

/** Which Peas die at once, and after how many answers: two or three, or now and then all of them. */
interface History {
  readonly after: number
  readonly pids: readonly number[]
}

/** The history that follows from a seed. */
function historyOf(seed: number): History {
  let state = seed * 7_919 + 1
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const after = 10 + random(60)
  const peas = childrenOf(process.pid).filter((pid) => !before.includes(pid))
  const count = random(10) === 0 ? peas.length : 2 + random(2)
  const left = [...peas]
  const pids = Array.from({ length: count }, () => left.splice(random(left.length), 1)).flat()
  return { after, pids }
}

/** Sends requests while Peas die, and counts the answers to each document. Returns when each answer came, too. */
async function run(running: RunningFlow, { after, pids }: History) {
  const answers = new Map<unknown, number>()
  const times: number[] = []
  for await (const { documents, error, ...result } of running.stream('/', numbered(REQUESTS), { batch: 1, headers })) {
    expect(error).toBeUndefined()
    expect(result.headers).toEqual(headers)
    times.push(performance.now())
    for (const { id } of documents) answers.set(id, (answers.get(id) ?? 0) + 1)
    if (times.length === after) for (const pid of pids) process.kill(pid, 'SIGKILL')
  }
  return { answers, times }
}

test.each(killedFlows)(
  'nothing is lost when several Peas die at once: %s',
  {
    timeout: 60_000 + HISTORIES * 20_000,
  },
  async (name, flow) => {
    const { running: opened, events, happened } = await start(flow, {}, { optimize: 'none' })
    await using running = opened
    let deaths = 0
    let longest = 0
    for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      const history = historyOf(seed)
      deaths += history.pids.length
      const relaunched = happened('pea-restarted', deaths).then(() => performance.now())
      const { answers, times } = await run(running, history)
      expect([seed, ...answers.values()]).toEqual([seed, ...new Array(REQUESTS).fill(1)])
      const since = await relaunched
      const gaps = times.map((time, index) => time - Math.max(since, times[index - 1] ?? 0))
      longest = Math.max(longest, ...gaps)
    }
    expect(events.filter(({ type }) => type === 'pea-exited')).toHaveLength(deaths)
    if (HISTORIES > 2)
      console.log(
        `${name}: ${HISTORIES} histories, ${deaths} deaths, longest gap after the last relaunch ${longest} ms`,
      )
  },
)
