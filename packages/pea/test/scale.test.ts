import { afterEach, expect, it } from 'vitest'
import type { FlowOf, LinkOf } from './flow-spec.ts'
import { FlowStub } from './flow-stub.ts'
import { Requests, upTo } from './requests.ts'

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

const around: FlowOf['peas'] = { 'a/0': {}, 'z/0': {} }
const replicasOf = (count: number) => upTo(count).map((index) => `b/${index}`)

/** a -> b -> z, with this many replicas of b. A sender to several binds, so that roles flip between one and more. */
function scaled(count: number): FlowOf {
  const replicas = replicasOf(count)
  const links: LinkOf[] = [
    { from: 'gateway', to: ['a/0'] },
    { from: 'a/0', to: replicas },
    ...replicas.map((from) => ({ from, to: ['z/0'] })),
    { from: 'z/0', to: ['gateway'] },
  ]
  const own = { executor: () => undefined }
  return { peas: { ...around, ...Object.fromEntries(replicas.map((id) => [id, own])) }, links }
}

async function scale(stub: FlowStub, from: number, to: number): Promise<void> {
  stub.messages.length = 0
  stub.send('a/0', { type: 'pause', to: 'b' })
  await stub.message((one) => one.type === 'paused' && one.pea === 'a/0')
  for (const id of replicasOf(from)) stub.send(id, { type: 'drain' })
  await Promise.all(replicasOf(from).map((id) => stub.message((one) => one.type === 'idle' && one.pea === id)))
  const removed = replicasOf(from).slice(to)
  for (const id of removed) await stub.open.get(id)?.stop()
  await stub.become(scaled(to))
  await Promise.all(['a/0', 'z/0'].map((id) => stub.message((one) => one.type === 'ready' && one.pea === id)))
}

it('loses nothing and repeats nothing while a Pod is scaled from 1 to 4 to 1', async () => {
  const requests = new Requests()
  flow = await new FlowStub(scaled(1)).start(requests)
  const stub = flow
  let scaling: Promise<void> = Promise.resolve()
  requests.onEach = () => {
    if (requests.answers.size === 2_000) scaling = scaling.then(() => scale(stub, 1, 4))
    if (requests.answers.size === 6_000) scaling = scaling.then(() => scale(stub, 4, 1))
  }
  await requests.send(flow, 10_000)
  await scaling
  expect([...requests.answers.keys()].sort((a, b) => a - b)).toEqual(upTo(10_000))
  expect(requests.repeats).toBe(0)
  expect(requests.errors.size).toBe(0)
})
