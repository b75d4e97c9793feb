import { afterEach, expect, it } from 'vitest'
import { encodePayload } from '../src/document/payload.ts'
import type { Arrival } from '../src/link/part.ts'
import { FlowStub } from './flow-stub.ts'

const CHAIN = {
  peas: { 'a/0': {}, 'b/0': {}, 'c/0': {} },
  links: [
    { from: 'gateway', to: ['a/0'] },
    { from: 'a/0', to: ['b/0'] },
    { from: 'b/0', to: ['c/0'] },
    { from: 'c/0', to: ['gateway'], binds: 'to' as const },
  ],
}

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

for (const isolated of [false, true]) {
  it(`answers every request once through a chain, ${isolated ? 'in processes' : 'inline'}`, async () => {
    const answers: number[] = []
    let done: () => void = () => undefined
    const all = new Promise<void>((resolve) => {
      done = resolve
    })
    flow = await new FlowStub({ ...CHAIN, isolated }).start({
      onAnswer: (arrival: Arrival) => {
        answers.push(arrival.request)
        if (answers.length === 1000) done()
      },
    })
    const payload = encodePayload({ documents: [{ text: 'x' }], parameters: {} })
    for (let request = 0; request < 1000; request += 1) {
      flow.links?.give({ request, endpoint: '/', deadline: performance.now() + 10_000, payload })
    }
    await all
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })
}
