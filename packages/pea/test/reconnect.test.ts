import { afterEach, expect, it } from 'vitest'
import { Cutter } from './cutter.ts'
import { FlowStub } from './flow-stub.ts'
import { Requests, upTo } from './requests.ts'

let flow: FlowStub | undefined
let cutter: Cutter | undefined
afterEach(async () => {
  await flow?.stop()
  await cutter?.stop()
})

for (const binds of ['from', 'to'] as const) {
  it(`loses nothing and repeats nothing when connections break, ${binds === 'from' ? 'sender' : 'receiver'} bound`, async () => {
    cutter = await new Cutter().start(4)
    const { cut, detour } = { cut: () => cutter?.cut(), detour: cutter.detour }
    const requests = new Requests()
    let calls = 0
    const count = () => {
      calls += 1
    }
    flow = await new FlowStub({
      peas: { 'a/0': {}, 'b/0': { executor: count }, 'c/0': {} },
      links: [
        { from: 'gateway', to: ['a/0'], binds },
        { from: 'a/0', to: ['b/0'], binds },
        { from: 'b/0', to: ['c/0'], binds },
        { from: 'c/0', to: ['gateway'], binds },
      ],
      detour,
    }).start(requests)
    requests.onEach = () => {
      if (requests.answers.size % 1_000 === 500) cut()
    }
    await requests.send(flow, 5_000)
    expect([...requests.answers.keys()].sort((a, b) => a - b)).toEqual(upTo(5_000))
    expect(requests.repeats).toBe(0)
    expect(requests.errors.size).toBe(0)
    expect(calls).toBe(5_000)
    for (const id of ['a/0', 'b/0', 'c/0']) flow.send(id, { type: 'drain' })
    for (const id of ['a/0', 'b/0', 'c/0']) await flow.message((one) => one.type === 'idle' && one.pea === id)
  })
}
