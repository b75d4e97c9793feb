import { expect, it, onTestFinished } from 'vitest'
import { Cutter } from '../../../pea/test/cutter.ts'
import type { ControlChannel } from '../../src/control/channel.ts'
import { decodeControl, encodeControl } from '../../src/control/codec.ts'
import { dialControl } from '../../src/control/dial.ts'
import { type LocalPeer, openLocalSocket } from '../../src/control/local-socket.ts'
import type { FlowMessage } from '../../src/control/messages.ts'
import { spec } from './control-messages.ts'

/** A Flow that answers each message with some frames, and a channel to it. */
async function open(answers: readonly Buffer[]): Promise<{ channel: ControlChannel; received: Promise<unknown> }> {
  let onMessage: (message: unknown) => void = () => undefined
  const received = new Promise((resolve) => {
    onMessage = resolve
  })
  const socket = await openLocalSocket((frame: Buffer, from: LocalPeer) => {
    for (const answer of answers) from.send(answer)
    onMessage(decodeControl(spec.flowId, frame))
  })
  onTestFinished(() => socket.close())
  const channel = await dialControl({ ...spec, control: { ...spec.control, port: socket.port } })
  onTestFinished(() => channel.close())
  return { channel, received }
}

it('sends messages, and delivers those of its Flow in order, early ones too', async () => {
  const frames = [
    encodeControl(spec.flowId, { type: 'drain' }),
    encodeControl('f'.repeat(16), { type: 'ping' }),
    Buffer.from('noise'),
    encodeControl(spec.flowId, { type: 'stop' }),
  ]
  const { channel, received } = await open(frames)
  channel.send({ type: 'idle', pea: spec.id })
  expect(await received).toEqual({ type: 'idle', pea: spec.id })
  const messages: FlowMessage[] = []
  await new Promise<void>((resolve) => {
    channel.listen((message) => messages.push(message) === 2 && resolve())
  })
  expect(messages).toEqual([{ type: 'drain' }, { type: 'stop' }])
})

it('does not lose its Flow when it closes', async () => {
  const { channel } = await open([])
  await channel.close()
  expect(await Promise.race([channel.lost.then(() => 'lost'), Promise.resolve('not lost')])).toBe('not lost')
})

it('greets on every connection before anything else, and repeats what may be lost of requests', async () => {
  const messages: unknown[] = []
  const peers = new Set<LocalPeer>()
  let check: () => void = () => undefined
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => isSo() && resolve()
      check()
    })
  const socket = await openLocalSocket((frame: Buffer, from: LocalPeer) => {
    from.trust()
    peers.add(from)
    messages.push(decodeControl(spec.flowId, frame))
    check()
  })
  onTestFinished(() => socket.close())
  const cutter = await new Cutter().start(1)
  onTestFinished(() => cutter.stop())
  const channel = await dialControl({ ...spec, control: { ...spec.control, port: cutter.detour(socket.port) } })
  onTestFinished(() => channel.close())
  const error = { code: 'REQUEST_X', message: 'no', pod: 'encode', pea: 'encode/0' }
  channel.onReconnect?.(() => {
    const bound = {
      type: 'bound',
      pea: spec.id,
      incarnation: 1,
      protocol: 2,
      ports: [7],
      proof: '0'.repeat(32),
    } as const
    channel.send({ ...bound, reconnected: true })
  })
  channel.send({ type: 'idle', pea: spec.id })
  const death = { tries: 1, peer: 'sum/0', reason: 'killed' }
  channel.send({ type: 'failed', request: 3, error })
  channel.send({ type: 'tried', pea: spec.id, request: 4, ...death })
  channel.send({ type: 'broken', pea: spec.id, request: 5, attempt: 0, ...death })
  await until(() => messages.length === 4)
  cutter.cut()
  await until(() => messages.length === 8)
  expect(messages).toMatchObject([
    { type: 'idle' },
    { type: 'failed' },
    { type: 'tried' },
    { type: 'broken' },
    { type: 'bound', reconnected: true },
    { type: 'failed', request: 3 },
    { type: 'tried', request: 4 },
    { type: 'broken', request: 5 },
  ])
  expect(peers.size).toBe(2)
})
