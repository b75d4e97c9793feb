import { payloadOf } from '../scene/payload.ts'
import { check, checkEqual, type WireCase } from './case.ts'

const MANY = 200

/** Credit and order. */
export const flowControlCases: readonly WireCase[] = [
  {
    name: 'never lowers the limit that it gives, and passes all messages on in order',
    section: 3,
    catches: 'lowersLimit',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      for (let message = 0; message < MANY; message += 1) await scene.before.request()
      await scene.watch.until('result of each message', () => (scene.after.messages.length >= MANY ? true : undefined))
      const requests = scene.after.messages.map(({ request }) => request)
      check(
        requests.every((request, index) => request === index),
        'the results are not in the order of the messages',
      )
      const limits = scene.before.line.acks.map(({ limit }) => limit)
      check(
        limits.every((limit, index) => limit >= (limits[index - 1] ?? 0)),
        `its limits are ${limits}`,
      )
    },
  },
  {
    name: 'sends no more than its receiver has given credit for',
    section: 3,
    catches: 'exceedsCredit',
    run: async (open) => {
      const scene = await open({ prefetch: 4 })
      scene.after.acknowledges = false
      await scene.message('bound')
      scene.wire()
      await scene.before.connect()
      await scene.message('ready')
      scene.after.acknowledge({ limit: 1 })
      await scene.answer()
      const second = await scene.before.request()
      await scene.watch.until('acknowledgement of the second message', () =>
        (scene.before.line.acks.at(-1)?.received ?? 0) > 1 ? true : undefined,
      )
      await scene.ping()
      checkEqual('the number of messages sent with credit for 1', { is: scene.after.messages.length, should: 1 })
      scene.after.acknowledges = true
      scene.after.acknowledge()
      await scene.watch.until('second message once there is credit', () => scene.after.of(second)[0])
    },
  },
  {
    name: 'takes no message beyond the limit that it has given',
    section: 3,
    catches: 'takesBeyondLimit',
    run: async (open) => {
      const scene = await open({ prefetch: 1 })
      await scene.start()
      const beyond = scene.before.message({ request: 901, seq: scene.before.limit + 5 })
      scene.before.line.send(beyond)
      await scene.answer()
      await scene.answer()
      check(scene.after.of(beyond).length === 0, 'it passed one on')
    },
  },
  {
    name: 'takes no message out of order',
    section: 3,
    catches: 'takesOutOfOrder',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const early = scene.before.message({ request: 902, seq: scene.before.seq + 1 })
      scene.before.line.send(early)
      await scene.answer()
      const last = await scene.answer()
      check(scene.after.of(early).length === 0 && last.request === 1, 'it passed one on')
    },
  },
  {
    name: 'drops a message with a sequence number that it has taken',
    section: 3,
    catches: 'takesTwice',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const first = scene.before.send()
      await scene.watch.until('result', () => scene.after.of(first)[0])
      scene.before.line.send({ ...first, request: 903 })
      await scene.answer()
      check(scene.after.messages.length === 2, 'it passed it on')
    },
  },
  {
    name: 'passes on a payload of more than 32 KiB as an attachment',
    section: 2,
    catches: 'cutsAttachments',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const text = 'pea '.repeat(25_000)
      const { payload } = await scene.answer({ payload: payloadOf({ id: 'large', text }) })
      check(Buffer.from(payload).includes(text), `the payload that it sends has ${payload.length} bytes`)
    },
  },
]
