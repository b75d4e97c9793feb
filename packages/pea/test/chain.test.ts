import { afterEach, expect, it } from 'vitest'
import { FlowStub } from './flow-stub.ts'
import { Requests, upTo } from './requests.ts'

const CHAIN = {
  peas: { 'a/0': {}, 'b/0': {}, 'c/0': {} },
  links: [
    { from: 'gateway', to: ['a/0'] },
    { from: 'a/0', to: ['b/0'] },
    { from: 'b/0', to: ['c/0'] },
    { from: 'c/0', to: ['gateway'] },
  ],
}

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

for (const isolated of [false, true]) {
  it(`answers every request once and in order through a chain, ${isolated ? 'in processes' : 'inline'}`, async () => {
    const requests = new Requests()
    flow = await new FlowStub({ ...CHAIN, isolated }).start(requests)
    await requests.send(flow, 2_000)
    expect([...requests.answers.keys()]).toEqual(upTo(2_000))
    expect(requests.repeats).toBe(0)
  })
}
