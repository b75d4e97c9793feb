import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { threadHost } from '../src/executor/thread/host.ts'
import type { Gateway } from '../src/gateway/gateway.ts'
import { openGateway } from '../src/gateway/open-gateway.ts'
import { buildProgram } from './executor/program.ts'
import type { PeaOf } from './flow-spec.ts'
import { FlowStub } from './flow-stub.ts'

const uses = fileURLToPath(new URL('./executors/moody.js', import.meta.url))
const program = buildProgram()

/** A Flow of one Pea, which is launched again whenever it ends, as by an engine. */
async function start(pea: PeaOf, isolated: boolean): Promise<Gateway> {
  const links = [
    { from: 'gateway', to: ['work/0'] },
    { from: 'work/0', to: ['gateway'] },
  ]
  const flow = new FlowStub({ peas: { 'work/0': { uses, ...pea } }, links, isolated })
  const gateways: Gateway[] = []
  await flow.startWith(async (spec) => {
    const gateway = await openGateway(spec)
    gateways.push(gateway)
    return gateway
  })
  const watch = { isOver: false }
  const watching = relaunch(flow, watch)
  onTestFinished(async () => {
    watch.isOver = true
    await flow.stop()
    await watching
  })
  return gateways[0] as Gateway
}

async function relaunch(flow: FlowStub, watch: { readonly isOver: boolean }): Promise<void> {
  for (;;) {
    await (flow.open.get('work/0')?.ended ?? flow.exit('work/0'))
    if (watch.isOver) return
    // It may get the same request again, and end before it is ready.
    await flow.launchAgain('work/0', (flow.output.get('work/0') ?? '').slice(-500))
  }
}

describe.each([
  ['process', {}, true],
  ['thread', { hostOf: (spec) => threadHost(spec, { program, onOutput: () => {} }) }, false],
] satisfies [string, PeaOf, boolean][])('in a %s, an executor that', (_, pea, isolated) => {
  it('throws, or returns something other than an array, fails that request only', async () => {
    const gateway = await start(pea, isolated)
    const documents = ['', 'throw', '', 'wrong', ''].map((mood, n) => ({ id: `d${n}`, mood }))
    const outcomes: (string | undefined)[] = []
    for await (const { error } of gateway.stream('/', documents, { batch: 1, ordered: true })) {
      outcomes.push(error && `${error.code}: ${error.message}`)
    }
    expect(outcomes).toEqual([
      undefined,
      'REQUEST_EXECUTOR: Pod "work", Pea "work/0": TypeError: not today',
      undefined,
      'REQUEST_RESULT: Pod "work", Pea "work/0": the executor returned a string, not an array of documents',
      undefined,
    ])
  })

  it.each(['exit', 'later'])('ends itself (%s) fails that request by name, and no other', async (mood) => {
    const gateway = await start(pea, isolated)
    const documents = Array.from({ length: 60 }, (_, n) => ({ id: `d${n}`, mood: n === 20 ? mood : '' }))
    const failed: string[] = []
    let answered = 0
    for await (const { documents: sent, error } of gateway.stream('/', documents, { batch: 1 })) {
      if (error === undefined) answered += 1
      else failed.push(`${sent[0]?.id} ${error.code} ${error.message.slice(0, 30)}`)
    }
    expect(failed).toEqual(['d20 REQUEST_PEA_DIED work/0 died while it worked on'])
    expect(answered).toBe(59)
    expect(await gateway.request('/', [{ id: 'next' }])).toEqual([{ id: 'next' }])
  })

  it('floods its output still gets its answer through', async () => {
    const gateway = await start(pea, isolated)
    expect(await gateway.request('/', [{ id: 'a', mood: 'flood' }])).toHaveLength(1)
    expect(await gateway.request('/', [{ id: 'b' }])).toHaveLength(1)
  })
})
