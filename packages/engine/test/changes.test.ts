import { createHash } from 'node:crypto'
import { Flow } from '@peaflow/flow'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { childrenOf, start } from './flows.ts'

const others = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(others)
})

type Started = Awaited<ReturnType<typeof start>>
type Running = Started['running']

/** What is done to a Flow while requests pass, and the signal that any Pea gets after some of the events of that. */
const change = fc.record({
  what: fc.oneof(
    fc.record({ replicas: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ restarted: fc.constantFrom('first', 'work', 'last') }),
    fc.constant('nothing' as const),
  ),
  signal: fc.constantFrom('SIGKILL' as const, 'SIGTERM' as const, undefined),
  events: fc.nat(6),
  victim: fc.nat(100),
})

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

/** Makes a change. One signal at a time, because a request is lost if both neighbours that share it die. */
async function make({ running, events, until }: Started, { what, signal, victim, ...after }: Change): Promise<void> {
  const last = events.length + after.events
  const changed = what === 'nothing' ? Promise.resolve() : begin(running, what)
  const isOver = changed.catch(() => {})
  await Promise.race([isOver, until(() => events.length >= last)])
  const peas = childrenOf(process.pid).filter((pid) => !others.includes(pid))
  const pid = peas[victim % Math.max(1, peas.length)]
  if (signal !== undefined && pid !== undefined) {
    const exits = () => events.filter(({ type }) => type === 'pea-exited').length
    const before = exits()
    process.kill(pid, signal)
    await until(() => exits() > before)
  }
  // A new replica that is killed before it is ready fails the change, and the Flow goes on.
  await changed.catch((error) => expect(error).toMatchObject({ code: 'LAUNCH_PEA_EXITED' }))
  while ((await running.status()).peas.some(({ phase }) => phase !== 'ready')) await new Promise(setImmediate)
}

function begin(running: Running, what: Exclude<Change['what'], 'nothing'>): Promise<void> {
  return 'replicas' in what ? running.scale('work', what.replicas) : running.restart(what.restarted)
}

/** 40,000 bytes, which travel as an attachment, that no other number gives. */
function bytesOf(number: number): Uint8Array {
  const seed = createHash('sha256').update(String(number)).digest()
  return Uint8Array.from({ length: 40_000 }, (_, index) => (seed[index % seed.length] ?? 0) ^ (index & 255))
}

/** Sends documents until all changes are made; each comes back once, in order, with the same bytes. */
async function answersDuring(running: Running, changes: Promise<unknown>): Promise<number> {
  let isOver = false
  const onOver = () => {
    isOver = true
  }
  changes.then(onOver, onOver)
  function* documents() {
    for (let number = 0; number < 100 || !isOver; number++) yield { id: String(number), blob: bytesOf(number) }
  }
  let next = 0
  for await (const { documents: answer, error } of running.stream('/', documents(), { batch: 1, ordered: true })) {
    const [{ id, blob } = {}] = answer
    expect({ error, count: answer.length, id }).toEqual({ error: undefined, count: 1, id: String(next) })
    expect(Buffer.compare(blob as Uint8Array, bytesOf(next))).toBe(0)
    next += 1
  }
  return next
}

const lasting = { retries: 20 } as const
const work = { uses: './slow.mjs', with: { milliseconds: 1 } }

/** Heads and tails come and go with the number of replicas of some of these, and the roles of sockets with that of others. */
const flows: [name: string, flow: Flow][] = [
  [
    'a chain',
    new Flow({ name: 'chain', ...lasting })
      .add({ name: 'first' })
      .add({ name: 'work', ...work })
      .add({ name: 'last' }),
  ],
  [
    'between replicas',
    new Flow({ name: 'between', ...lasting })
      .add({ name: 'first', ...work, replicas: 2 })
      .add({ name: 'work', ...work })
      .add({ name: 'last', ...work, replicas: 2 }),
  ],
  [
    'a join',
    new Flow({ name: 'join', ...lasting })
      .add({ name: 'first' })
      .add({ name: 'left', ...work, needs: 'first' })
      .add({ name: 'right', ...work, needs: 'first' })
      .join(['left', 'right'], { name: 'work' })
      .add({ name: 'last', ...work }),
  ],
]

test.each(flows)(
  'it answers every request once, in order, whatever is done to %s',
  async (_name, flow) => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const started = await start(flow)
        await using running = started.running
        const made = changes.reduce((last, one) => last.then(() => make(started, one)), Promise.resolve())
        expect(await answersDuring(running, made)).toBeGreaterThanOrEqual(100)
        await made
      }),
      // A history takes seconds: a failure is shown as it is, and the test ends in time to show it.
      { numRuns: 3, endOnFailure: true },
    )
  },
  240_000,
)
