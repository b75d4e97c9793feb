import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { ADOPTED, adoptFrame, frameOf, openJoinPort, replicaAt } from './join-port.ts'

const executors = fileURLToPath(new URL('../executors', import.meta.url))

it.each([
  ['no proof', frameOf({ type: 'adopt', spec: ADOPTED })],
  ['the proof of another key', adoptFrame(ADOPTED, randomBytes(32))],
  ['the proof for another Flow', adoptFrame({ ...ADOPTED, flowId: 'f'.repeat(16) })],
])('runs nothing for a Flow with %s, without CURVE as well', async (_, adopt) => {
  const { port } = await openJoinPort(({ type }) => (type === 'enrol' ? [adopt] : []))
  const { ended, events } = replicaAt(port, executors)
  await expect(ended).rejects.toMatchObject({ code: 'LAUNCH_KEY' })
  expect(events.filter(({ type }) => type === 'joined')).toEqual([])
})
