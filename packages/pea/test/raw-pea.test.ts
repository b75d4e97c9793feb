import { afterEach, expect, it } from 'vitest'
import { encodePayload } from '../src/document/payload.ts'
import type { FlowOf } from './flow-spec.ts'
import { FlowStub } from './flow-stub.ts'
import { RawPea } from './raw-pea.ts'
import { payloadOf, Requests, upTo } from './requests.ts'

/** Launches the Pea `raw/0` as an implementation in another language would be. */
class MixedFlow extends FlowStub {
  raw: RawPea | undefined

  override async launch(id: string): Promise<void> {
    const spec = this.specs.get(id)
    if (id !== 'raw/0' || !spec) return await super.launch(id)
    this.raw = new RawPea(spec)
    await this.raw.open()
  }

  override async stop(): Promise<void> {
    this.raw?.close()
    await super.stop()
  }
}

let flow: MixedFlow | undefined
afterEach(async () => {
  await flow?.stop()
})

const shape: FlowOf = {
  peas: { 'a/0': {}, 'raw/0': {}, 'c/0': {} },
  links: [
    { from: 'gateway', to: ['a/0'] },
    { from: 'a/0', to: ['raw/0'], binds: 'from' },
    { from: 'raw/0', to: ['c/0'] },
    { from: 'c/0', to: ['gateway'] },
  ],
}

it('works with a Pea that was written from the page of the wire protocol alone', async () => {
  const requests = new Requests()
  flow = await new MixedFlow(shape).start(requests)
  const large = encodePayload({ documents: [{ blob: Buffer.alloc(100_000, 7) }], parameters: {} })
  await requests.send(flow, 500, (request) => (request % 50 === 7 ? large : payloadOf(request)))
  expect([...requests.answers.keys()]).toEqual(upTo(500))
  expect(requests.answers.get(7)).toEqual(Buffer.from(large))
  expect(requests.errors.size).toBe(0)
  flow.send('a/0', { type: 'drain' })
  await flow.message((one) => one.type === 'idle' && one.pea === 'a/0')
})

it('gives the caller an error that names the Pea whose error is not JSON, although another one passes it on', async () => {
  const requests = new Requests()
  flow = await new MixedFlow(shape).start(requests)
  const ERROR = 4
  if (flow.raw !== undefined) flow.raw.change = (record) => record.writeUInt8(ERROR, 4)
  await requests.send(flow, 20)
  expect([...requests.errors.keys()]).toEqual(upTo(20))
  for (const error of requests.errors.values()) {
    expect(error).toEqual({
      code: 'REQUEST_FAILED',
      message: '"raw/0" sent an error that breaks the protocol: its payload is not an error in JSON',
      pod: 'raw',
      pea: 'raw/0',
    })
  }
})
