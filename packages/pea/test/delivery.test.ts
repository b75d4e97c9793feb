import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { encodePayload } from '../src/document/payload.ts'
import { FlowStub } from './flow-stub.ts'
import { payloadOf, Requests, upTo } from './requests.ts'

const POISON = fileURLToPath(new URL('./executors/poison.js', import.meta.url))

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

const replicas = (own = {}) => ({
  peas: { 'a/0': own, 'a/1': own, 'a/2': own },
  links: [
    { from: 'gateway', to: ['a/0', 'a/1', 'a/2'] },
    ...['a/0', 'a/1', 'a/2'].map((from) => ({ from, to: ['gateway'] })),
  ],
})

it('loses nothing and repeats nothing when one of three replicas is killed under load', async () => {
  const requests = new Requests()
  flow = await new FlowStub({ ...replicas(), isolated: true }).start(requests)
  const { children } = flow
  let relaunched: Promise<void> | undefined
  requests.onEach = () => {
    if (requests.answers.size !== 5_000) return
    children.get('a/1')?.kill('SIGKILL')
    relaunched = flow?.exit('a/1').then(() => flow?.relaunch('a/1'))
  }
  await requests.send(flow, 20_000)
  await relaunched
  expect([...requests.answers.keys()].sort((a, b) => a - b)).toEqual(upTo(20_000))
  expect(requests.errors.size).toBe(0)
  expect(requests.repeats).toBe(0)
})

for (const kill of ['exit', 'signal']) {
  it(`fails only the request that kills its Pea every time, by ${kill}`, async () => {
    const requests = new Requests()
    const links = [
      { from: 'gateway', to: ['a/0'], retries: 1 },
      { from: 'a/0', to: ['gateway'] },
    ]
    flow = await new FlowStub({ peas: { 'a/0': { uses: POISON } }, links, isolated: true }).start(requests)
    const stub = flow
    let deaths = 0
    const keepRunning = async () => {
      await stub.exit('a/0')
      if (requests.answers.size === 200) return
      deaths += 1
      await stub.launchAgain('a/0', 'out of memory')
      await keepRunning()
    }
    const running = keepRunning()
    stub
      .message((one) => one.type === 'failed')
      .then((one) => one.type === 'failed' && requests.onFailed(one.request, one.error))
    await requests.send(flow, 200, (request) =>
      request === 77 ? encodePayload({ documents: [{ id: 'x', kill }], parameters: {} }) : payloadOf(request),
    )
    expect([...requests.errors.keys()]).toEqual([77])
    expect(requests.errors.get(77)).toMatchObject({ code: 'REQUEST_PEA_DIED', pod: 'a', pea: 'a/0' })
    expect(requests.errors.get(77)?.message).toContain('out of memory')
    // A Pea that is killed has no time to acknowledge which call began: its first death may not count.
    expect(deaths).toBeGreaterThanOrEqual(2)
    expect(deaths).toBeLessThanOrEqual(kill === 'exit' ? 2 : 3)
    expect(requests.repeats).toBe(0)
    await stub.stop()
    await running
  })
}
