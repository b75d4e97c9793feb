import { expect, it, onTestFinished } from 'vitest'
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
