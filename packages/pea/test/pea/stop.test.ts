import type { Executor } from '@peaflow/core'
import { expect, it } from 'vitest'
import type { OpenPea } from '../../src/pea/pea-options.ts'
import { FlowStub } from '../flow-stub.ts'
import { gate } from '../gateway/one-pod.ts'
import { withoutLeaks } from '../handles.ts'
import { Requests } from '../requests.ts'
import { links } from './alone.ts'

/** A Pea in a Flow, with as many calls running as it can have. */
async function busy() {
  const begun = gate()
  const { passed, open } = gate()
  const executor: Executor = async (documents) => {
    begun.open()
    await passed
    return documents
  }
  const requests = new Requests()
  const flow = await new FlowStub({ peas: { 'work/0': { executor, concurrency: 2 } }, links }).start(requests)
  const answered = requests.send(flow, 6)
  await begun.passed
  const pea = flow.open.get('work/0') as OpenPea
  return { flow, pea, requests, answered, open }
}

it('finishes the calls that run, and all that it holds, before it stops', () =>
  withoutLeaks(async () => {
    const { flow, pea, requests, answered, open } = await busy()
    const stopping = pea.stop()
    open()
    await answered
    expect(requests.errors.size).toBe(0)
    await stopping
    expect(await pea.ended).toEqual({ code: 0 })
    await flow.stop()
  }))

it('is killed while it stops and a call runs', () =>
  withoutLeaks(async () => {
    const { flow, pea, answered, open } = await busy()
    void answered
    const stopping = pea.stop()
    await pea.kill()
    await stopping
    expect(await pea.ended).toEqual({ code: 137, reason: 'it was killed' })
    open() // a call that ends after its Pea is of no consequence
    await flow.stop()
  }))

it('flushes what is pending while a call runs, for a process that is about to end', async () => {
  const { flow, pea, answered, open } = await busy()
  pea.flush()
  open()
  await answered
  await flow.stop()
})
