import { fileURLToPath } from 'node:url'
import type { PeaMessage } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { ADOPTED, adoptFrame, frameOf, openJoinPort, replicaAt } from './join-port.ts'

const executors = fileURLToPath(new URL('../executors', import.meta.url))

it('ends, and says why, if its Flow asks it to open a port', async () => {
  const messages: PeaMessage[] = []
  const inputs = ADOPTED.inputs.map((input) => ({ ...input, mode: 'BIND' as const }))
  const { port } = await openJoinPort((message) => {
    messages.push(message)
    if (message.type === 'enrol') return [adoptFrame()]
    return message.type === 'bound' ? [frameOf({ type: 'wire', inputs, outputs: [] })] : []
  })
  const replica = replicaAt(port, executors)
  expect(await replica.ended).toBe(1)
  const reason = '"encode" cannot serve the Flow: it asks it to open a port'
  expect(replica.events.at(-1)).toMatchObject({ type: 'left', reason })
  const error = expect.objectContaining({ code: 'LAUNCH_ADOPT' })
  await eventually(() => messages).toContainEqual(expect.objectContaining({ type: 'fatal', error }))
})
