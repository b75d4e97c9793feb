import { RECORD } from '@peaflow/protocol'
import { encode, payloadOf } from '../scene/payload.ts'
import type { Scene } from '../scene/scene.ts'
import { check, checkEqual, Untested, type WireCase } from './case.ts'

/** Milliseconds that a call takes, if the executor does what the parameter `sleep` says. */
const CALL = 300

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** What a Pea says about the messages that it was sent. */
export const acknowledgementCases: readonly WireCase[] = [
  {
    name: 'settles a message once the next Pea has received its result, and not before',
    section: 3,
    catches: 'settlesEarly',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.after.acknowledges = false
      scene.after.acknowledge()
      await scene.answer()
      await scene.answer()
      await acknowledged(scene, 'received', 2)
      checkEqual('settled_below before its receiver has received anything', { is: settledBelow(scene), should: 0 })
      scene.after.acknowledge({ received: 1, settledBelow: 0 })
      await acknowledged(scene, 'settledBelow', 1)
      checkEqual('settled_below once its receiver has received the first', { is: settledBelow(scene), should: 1 })
      scene.after.acknowledge({ received: 2, settledBelow: 0 })
      await acknowledged(scene, 'settledBelow', 2)
    },
  },
  {
    name: 'says which call runs before the result leaves, and that it has ended',
    section: 3,
    catches: 'hidesRunning',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { seq, request } = await slow(scene)
      await scene.watch.until('result', () => scene.after.of({ request })[0])
      const runs = scene.before.line.acks.some(({ running }) => running.includes(seq))
      check(runs, 'no ACK before the result lists the message in running')
      await scene.watch.until('ACK in which the call has ended', () =>
        scene.before.line.acks.at(-1)?.running.length === 0 ? true : undefined,
      )
    },
  },
  {
    name: 'answers a request that is repeated in a new session by acknowledging it, and not again',
    section: 4,
    catches: 'answersTwice',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { request } = await scene.answer()
      scene.before.line.close()
      scene.before.session = { incarnation: 1, epoch: 4_712 }
      scene.before.seq = 0
      await scene.before.connect()
      await scene.before.request({ request })
      await acknowledged(scene, 'settledBelow', 1)
      await scene.answer()
      checkEqual('the number of its results', { is: scene.after.of({ request }).length, should: 1 })
    },
  },
  {
    name: 'marks as urgent what it makes of an urgent message',
    section: 5,
    catches: 'forgetsUrgency',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { isUrgent } = await scene.answer({ isUrgent: true })
      check(isUrgent, 'the result is not URGENT')
    },
  },
  {
    name: 'hands on attempt and tries',
    section: 2,
    catches: 'forgetsAttempt',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { attempt, tries, shard, shards } = await scene.answer({ attempt: 2, tries: 3 })
      checkEqual('the result (attempt, tries, shard, shards)', {
        is: [attempt, tries, shard, shards],
        should: [2, 3, 0, 1],
      })
    },
  },
  {
    name: 'hands on the headers of a request',
    section: 2,
    catches: 'losesHeaders',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { headers } = await scene.answer({ headers: encode({ traceparent: TRACE }) })
      check(headers !== undefined, 'the result has none')
      check(Buffer.from(headers ?? []).includes(TRACE), 'the result lacks traceparent')
    },
  },
  {
    name: 'calls again for a higher attempt, and drops a lower one',
    section: 4,
    catches: 'dropsHigherAttempt',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { request } = await scene.answer()
      await scene.before.request({ request, attempt: 1 })
      await scene.watch.until('result of the second attempt', () => scene.after.of({ request })[1])
      await scene.before.request({ request, attempt: 0 })
      await scene.answer()
      const attempts = scene.after.of({ request }).map(({ attempt }) => attempt)
      checkEqual('the attempts of its results', { is: attempts, should: [0, 1] })
    },
  },
  {
    name: 'subtracts from time_left what it takes',
    section: 2,
    catches: 'stretchesTime',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { request } = await slow(scene, { timeLeft: 60_000 })
      const result = await scene.watch.until('result', () => scene.after.of({ request })[0])
      const { timeLeft } = result
      check(timeLeft <= 60_000 - CALL / 2 && timeLeft > 0, `of 60,000 ms are left ${timeLeft}, after ${CALL} of them`)
    },
  },
]

/** Sends a request whose call takes a while, and resolves when it runs. */
export async function slow(scene: Scene, fields: Parameters<Scene['before']['request']>[0] = {}, sleep = CALL) {
  if (scene.before.line.greeting?.calls !== true) throw new Untested('it says that it calls no executor')
  const message = await scene.before.request({ payload: payloadOf({ text: 'slow' }, { sleep }), ...fields })
  const isOver = () => scene.after.of(message)[0] !== undefined
  const isAnswered = () => scene.after.of(message)[0]?.type === RECORD.DATA
  const runs = () => scene.before.line.acks.some(({ running }) => running.includes(message.seq))
  const begun = performance.now()
  await scene.watch.until('begin or end of a call', () => (isOver() || runs() ? true : undefined))
  if (isAnswered() && performance.now() - begun < sleep / 2)
    throw new Untested('its executor does not do what the parameter sleep says')
  return message
}

/** Resolves once the Pea has acknowledged as many messages. */
export async function acknowledged(scene: Scene, what: 'received' | 'settledBelow', count: number): Promise<void> {
  await scene.watch.until(`ACK with ${what} ${count}`, () =>
    (scene.before.line.acks.at(-1)?.[what] ?? 0) >= count ? true : undefined,
  )
}

function settledBelow(scene: Scene): number {
  return Math.max(0, ...scene.before.line.acks.map((ack) => ack.settledBelow))
}
