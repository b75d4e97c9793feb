import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { encodePayload } from '../src/document/payload.ts'
import { FlowStub } from './flow-stub.ts'
import { payloadOf, Requests } from './requests.ts'

const SLOW = fileURLToPath(new URL('./executors/slow.js', import.meta.url))
const POISON = fileURLToPath(new URL('./executors/poison.js', import.meta.url))

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

/** The usual payload, except for one request. */
const withSpecial = (special: number, document: object) => (request: number) =>
  request === special ? encodePayload({ documents: [{ ...document }], parameters: {} }) : payloadOf(request)

const single = (own: object, link: object = {}) => ({
  peas: { 'a/0': own },
  links: [
    { from: 'gateway', to: ['a/0'], ...link },
    { from: 'a/0', to: ['gateway'] },
  ],
})

it('fails a call that exceeds its time limit, names the Pea, and goes on', async () => {
  const requests = new Requests()
  flow = await new FlowStub(single({ uses: SLOW, timeoutRequest: 150 })).start(requests)
  await requests.send(flow, 20, withSpecial(7, { wait: 5_000 }))
  expect([...requests.errors.keys()]).toEqual([7])
  expect(requests.errors.get(7)).toMatchObject({ code: 'REQUEST_TIMEOUT', pod: 'a', pea: 'a/0' })
  expect(requests.answers.size).toBe(20)
})

it('ends with code 70 when a call does not return even then', async () => {
  const requests = new Requests()
  flow = await new FlowStub(single({ uses: SLOW, timeoutRequest: 150 })).start(requests)
  await requests.send(flow, 1, withSpecial(0, { wait: 60_000, deaf: true }))
  expect(requests.errors.get(0)?.code).toBe('REQUEST_TIMEOUT')
  const end = await flow.open.get('a/0')?.ended
  expect(end).toMatchObject({ code: 70, reason: expect.stringContaining('a/0') })
})

it('reports a Pea whose call blocks its thread, and fails the request in its stead', async () => {
  const requests = new Requests()
  const shape = single({ uses: POISON, timeoutRequest: 150 }, { timeoutCall: 150 })
  flow = await new FlowStub({ ...shape, isolated: true }).start(requests)
  const stub = flow
  const restarted = flow
    .message((one) => one.type === 'stuck')
    .then(async () => {
      stub.children.get('a/0')?.kill('SIGKILL')
      await stub.exit('a/0')
      await stub.relaunch('a/0')
    })
  await requests.send(flow, 20, withSpecial(7, { kill: 'loop' }))
  await restarted
  expect([...requests.errors.keys()]).toEqual([7])
  expect(requests.errors.get(7)).toMatchObject({ code: 'REQUEST_TIMEOUT', pod: 'a', pea: 'a/0' })
})

it('fails a join whose request is past its deadline, and names what is missing', async () => {
  const requests = new Requests()
  requests.timeLeft = 200
  flow = await new FlowStub({
    peas: { 'a/0': {}, 'b/0': { executor: () => new Promise<void>(() => {}) }, 'j/0': {} },
    links: [
      { from: 'gateway', to: ['a/0'] },
      { from: 'gateway', to: ['b/0'] },
      { from: 'a/0', to: ['j/0'], edge: 0 },
      { from: 'b/0', to: ['j/0'], edge: 1 },
      { from: 'j/0', to: ['gateway'] },
    ],
  }).start(requests)
  await requests.send(flow, 1)
  expect(requests.errors.get(0)?.code).toBe('REQUEST_TIMEOUT')
  expect(['j/0', 'b/0']).toContain(requests.errors.get(0)?.pea)
})

it('fails what is queued for a Pea that is not restarted, and names it', async () => {
  const requests = new Requests()
  flow = await new FlowStub({ ...single({}), isolated: true }).start(requests)
  await requests.send(flow, 10)
  flow.children.get('a/0')?.kill('SIGKILL')
  await flow.exit('a/0')
  flow.send('gateway', { type: 'lost', peer: 'a/0', incarnation: 1, reason: 'it ended 5 times within 60 s' })
  await requests.send(flow, 500)
  expect(requests.errors.size).toBe(500)
  expect(requests.errors.get(500)).toMatchObject({ code: 'REQUEST_PEA_LOST', pea: 'a/0' })
})

it('passes an error on without calling any executor', async () => {
  const requests = new Requests()
  let calls = 0
  const count = () => {
    calls += 1
  }
  flow = await new FlowStub({
    peas: { 'a/0': { uses: SLOW }, 'b/0': { executor: count } },
    links: [
      { from: 'gateway', to: ['a/0'] },
      { from: 'a/0', to: ['b/0'] },
      { from: 'b/0', to: ['gateway'] },
    ],
  }).start(requests)
  await requests.send(flow, 20, withSpecial(7, { throws: 'no such model' }))
  expect(requests.errors.get(7)).toMatchObject({ pea: 'a/0', message: 'TypeError: no such model' })
  expect(requests.errors.size).toBe(1)
  expect(calls).toBe(19)
})
