import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatKey, newFlowKey, readPodKeys } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { start } from '../flows.ts'
import { ownJoining, textsOf } from '../joining.ts'

const joining = ownJoining()

async function startFlow(security?: 'none') {
  const { running } = await start(joining.flowOf(0, 3, { security }))
  onTestFinished(() => running.stop())
  return running
}

it('serves a Flow without encryption if both sides say so, and still proves that it has the key', async () => {
  const running = await startFlow('none')
  const one = joining.replica({ security: 'none' })
  await one.happened('loaded')
  expect(await textsOf(running, 3)).toEqual(['0.', '1.', '2.'])
  const stranger = join(joining.folder, 'other.key')
  writeFileSync(stranger, `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
  const keys = readPodKeys(stranger, 'encode')
  await expect(joining.replica({ security: 'none', keys }).ended).rejects.toMatchObject({
    code: 'LAUNCH_KEY',
    message: 'the key is not that of the Pod "encode" of this Flow',
  })
})

it('names the option that is missing on one side', async () => {
  const where = `127.0.0.1:${joining.port}`
  const message = `what listens at ${where} does not accept this key for "encode"`
  const open = await startFlow('none')
  await expect(joining.replica().ended).rejects.toMatchObject({
    code: 'LAUNCH_KEY',
    message,
    hint: expect.stringContaining('With --security none'),
  })
  await open.stop()
  await startFlow()
  await expect(joining.replica({ security: 'none' }).ended).rejects.toMatchObject({
    code: 'LAUNCH_KEY',
    message,
    hint: expect.stringContaining('Without --security none?'),
  })
})
