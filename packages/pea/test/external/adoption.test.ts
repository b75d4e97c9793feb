import { FlowError } from '@peaflow/core'
import { pingPea } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { openExternalPea } from '../../src/external/external-pea.ts'
import { specIn } from '../executor/folder.ts'
import { withoutLeaks } from '../handles.ts'
import { dial, free, host, openExternal, sendNoise } from './adopted.ts'

const TWO = { flow: 'two', flowId: 'fedcba9876543210' }
const spec = specIn(process.cwd(), { id: 'encode/0', control: { mode: 'BIND', host, port: 0 } })
const patient = { timeout: 180_000 }

it('is adopted, released, and adopted by another Flow, with garbage in between', patient, async () => {
  const { port } = await openExternal()
  const [one, two] = [await dial(port), await dial(port, TWO)]
  for (const flow of [one, two, one]) {
    await flow.adopt()
    expect(await flow.receive('bound')).toMatchObject({ pea: 'encode/0' })
    expect(await sendNoise(port)).toContain('"encode/0"')
    await flow.release()
    expect(await flow.receive('ended')).toMatchObject({ code: 137 })
    await sendNoise(port)
  }
})

type Name = 'one' | 'two'
type Peer = Awaited<ReturnType<typeof dial>>

/** An external Pea, two Flows that want it, and which of them should have it. */
class Contest {
  serving: Name | undefined
  readonly #port: number
  readonly #flows: Readonly<Record<Name, Peer>>

  constructor(port: number, flows: Readonly<Record<Name, Peer>>) {
    this.#port = port
    this.#flows = flows
  }

  async adopt(name: Name): Promise<void> {
    const flow = this.#flows[name]
    await flow.adopt()
    const answer = await flow.receive('bound', 'fatal')
    if (this.serving === undefined || this.serving === name) {
      expect(answer).toMatchObject({ type: 'bound' })
      this.serving = name
    } else {
      expect(answer).toMatchObject({ error: { code: 'LAUNCH_EXTERNAL_BUSY' } })
      await flow.receive('ended')
    }
  }

  /** The Pea answers that it has ended, or that it does not serve this Flow. */
  async release(name: Name): Promise<void> {
    await this.#flows[name].release()
    await this.#flows[name].receive('ended')
    if (this.serving === name) this.serving = undefined
  }

  async check(): Promise<void> {
    const asking = await dial(this.#port)
    await asking.ping()
    expect(await asking.receive('status')).toMatchObject({ status: { flow: this.serving ?? '' } })
    asking.dealer.close()
  }

  close(): void {
    for (const { dealer } of Object.values(this.#flows)) dealer.close()
  }
}

const act = fc.oneof(
  fc.record({ act: fc.constantFrom('adopt' as const, 'release' as const), name: fc.constantFrom<Name>('one', 'two') }),
  fc.record({ act: fc.constant('noise' as const) }),
)

it('serves one Flow at a time and refuses the others, whatever the history', patient, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (history) => {
      const pea = await openExternal()
      const contest = new Contest(pea.port, { one: await dial(pea.port), two: await dial(pea.port, TWO) })
      for (const one of history) {
        if (one.act === 'noise') await sendNoise(pea.port)
        else await contest[one.act](one.name)
        await contest.check()
      }
      await pea.kill()
      contest.close()
    }),
    { numRuns: 12 },
  )
})

it('tells the Flow that adopts it why it cannot serve it, and serves the next', async () => {
  let opens = 0
  const failing = await openExternalPea(spec, async () => {
    opens += 1
    throw new FlowError('ADDRESS_UNRESOLVED', 'no such machine')
  })
  const flow = await dial(failing.port)
  for (const times of [1, 2]) {
    await flow.adopt()
    expect(await flow.receive('fatal')).toMatchObject({
      error: { code: 'ADDRESS_UNRESOLVED', message: '"encode/0" cannot serve the Flow: no such machine' },
    })
    expect(await flow.receive('ended')).toMatchObject({ code: 1 })
    expect(opens).toBe(times)
  }
  await Promise.all([failing.stop(), failing.kill()])
  expect(await failing.ended).toMatchObject({ code: 0 })
})

it('stops while it serves a Flow: that gets an end, and every socket closes', () =>
  withoutLeaks(async () => {
    const pea = await openExternal()
    const flow = await dial(pea.port)
    await flow.adopt()
    await flow.receive('bound')
    pea.flush()
    await Promise.all([pea.stop(), pea.stop()])
    expect(await flow.receive('ended')).toMatchObject({ pea: 'encode/0', code: 0 })
    expect(await pea.ended).toEqual({ code: 0 })
  }))

it('is killed while it stops, and a call of its Flow hangs', () =>
  withoutLeaks(async () => {
    const hanging = { teardown: () => new Promise<void>(() => {}) }
    const pea = await openExternal([], { host: inProcessHost(specIn(process.cwd()), { executor: hanging }) })
    const flow = await dial(pea.port)
    await flow.adopt()
    await flow.receive('bound')
    await flow.receive('ready')
    const stopping = pea.stop()
    await pea.kill()
    await stopping
    expect(await pea.ended).toEqual({ code: 0 })
    expect(await flow.receive('ended')).toMatchObject({ code: 137 })
  }))

it('stops while it opens the Pea for a Flow', async () => {
  let open = () => {}
  const killed: number[] = []
  const pea = await openExternalPea(spec, async () => {
    await new Promise<void>((resolve) => {
      open = resolve
    })
    const ended = Promise.resolve({ code: 137 })
    const end = async () => void killed.push(137)
    return { ended, flush: () => undefined, leave: end, stop: end, kill: end }
  })
  const flow = await dial(pea.port)
  await flow.adopt()
  await flow.ping()
  await flow.receive('status')
  const stopping = pea.stop()
  open()
  await stopping
  expect(killed).toEqual([137])
})

it('answers a ping as long as it is up', async () => {
  const pea = await openExternal()
  expect(await pingPea({ host, port: pea.port })).toMatchObject(free)
})
