import { encodeError, RECORD, type WireError } from '@peaflow/protocol'
import { payloadOf } from '../scene/payload.ts'
import type { Scene } from '../scene/scene.ts'
import { PEA } from '../scene/spec.ts'
import { slow } from './acknowledgement.ts'
import { check, checkEqual, Untested, type WireCase } from './case.ts'

/** Milliseconds of a call that outlasts every time limit of these cases. */
const LONG_CALL = 5_000

const LIMIT = 300

const error: WireError = { code: 'REQUEST_FAILED', message: 'no', pod: 'before0', pea: 'before0/0', hint: 'try again' }

/** Errors, deadlines and cancellation. */
export const errorCases: readonly WireCase[] = [
  {
    name: 'passes an error on, without a call',
    section: 4,
    catches: 'rewritesErrors',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { type, payload } = await scene.answer({ type: RECORD.ERROR, payload: Buffer.from(encodeError(error)) })
      checkEqual('the type of what it sends', { is: type, should: RECORD.ERROR })
      checkEqual('the error', { is: JSON.parse(String(payload)), should: error })
    },
  },
  {
    name: 'replaces an error that is not JSON by one that names its sender',
    section: 4,
    catches: 'passesBrokenErrors',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { type, payload } = await scene.answer({ type: RECORD.ERROR, payload: Buffer.from('noise') })
      checkEqual('the type of what it sends', { is: type, should: RECORD.ERROR })
      checkEqual('the error (pea)', { is: readError(payload).pea, should: 'before0/0' })
    },
  },
  {
    name: 'makes an error of a call that fails, which names the Pod and the Pea',
    section: 4,
    catches: 'hidesWhoFailed',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { type, payload } = await scene.answer({ payload: payloadOf({ text: 'pea' }, { fail: 'a moody pea' }) })
      if (type !== RECORD.ERROR) throw new Untested('its executor does not do what the parameter fail says')
      const { code, message, pod, pea } = readError(payload)
      checkEqual('the error (pod, pea)', { is: [pod, pea], should: ['subject', PEA] })
      check(typeof code === 'string' && String(message).includes('a moody pea'), `the error is ${payload}`)
    },
  },
  {
    name: 'makes an error of a call that exceeds its time limit',
    section: 4,
    catches: 'renamesTimeouts',
    run: async (open) => {
      const scene = await open({ timeoutRequest: LIMIT })
      await scene.start()
      const message = await slow(scene, {}, LONG_CALL)
      await timedOut(scene, message)
    },
  },
  {
    name: 'makes an error of a request whose time is up before its call begins',
    section: 4,
    catches: 'callsInVain',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      await scene.answer()
      await timedOut(scene, await scene.before.request({ timeLeft: 0 }))
    },
  },
  {
    name: 'settles a request that is cancelled during its call, and sends no result of it',
    section: 4,
    catches: 'ignoresCancel',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      await scene.answer()
      const { request, seq } = await slow(scene, {}, LONG_CALL)
      scene.flow.send({ type: 'cancel', requests: [request] })
      await scene.watch.until('ACK that settles the cancelled request', () =>
        (scene.before.line.acks.at(-1)?.settledBelow ?? 0) > seq ? true : undefined,
      )
      await scene.answer()
      check(scene.after.of({ request }).length === 0, 'it sent a result')
    },
  },
  {
    name: 'drops what arrives of a request that has been cancelled',
    section: 4,
    catches: 'forgetsCancel',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.flow.send({ type: 'cancel', requests: [904] })
      await scene.ping()
      const { seq } = await scene.before.request({ request: 904 })
      await scene.watch.until('ACK that settles the cancelled request', () =>
        (scene.before.line.acks.at(-1)?.settledBelow ?? 0) > seq ? true : undefined,
      )
      await scene.answer()
      check(scene.after.of({ request: 904 }).length === 0, 'it sent a result')
    },
  },
  {
    name: 'joins the messages of a request in one result, whichever comes first',
    section: 4,
    catches: 'splitsJoins',
    run: async (open) => {
      const scene = await open({ edges: 2 })
      await scene.start()
      const [first, second] = scene.befores
      await second?.request({ request: 0, payload: payloadOf({ id: 'a', two: 2 }) })
      await first?.request({ request: 0, payload: payloadOf({ id: 'a', one: 1 }) })
      const [{ payload, shard, shards } = { payload: Buffer.alloc(0), shard: 0, shards: 0 }] = [
        await scene.watch.until('result', () => scene.after.of({ request: 0 })[0]),
      ]
      const text = Buffer.from(payload)
      check(text.includes('one') && text.includes('two'), 'the result lacks what one of the messages brought')
      checkEqual('the result (shard, shards, number)', {
        is: [shard, shards, scene.after.messages.length],
        should: [0, 1, 1],
      })
    },
  },
]

async function timedOut(scene: Scene, { request }: { readonly request: number }): Promise<void> {
  const { type, payload } = await scene.watch.until('error of the late request', () => scene.after.of({ request })[0])
  checkEqual('the type of what it sends', { is: type, should: RECORD.ERROR })
  checkEqual('the code of the error', { is: readError(payload).code, should: 'REQUEST_TIMEOUT' })
}

function readError(payload: Uint8Array): Partial<WireError> {
  try {
    return JSON.parse(Buffer.from(payload).toString())
  } catch {
    return {}
  }
}
