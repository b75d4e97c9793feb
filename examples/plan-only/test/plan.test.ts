import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('core alone plans which end binds and which dials', async () => {
  const { stdout } = await promisify(execFile)('node', [fileURLToPath(new URL('../plan.js', import.meta.url))])
  expect(stdout.trim().split('\n')).toEqual([
    'api -> encoder: api binds, encoder dials tcp://host.docker.internal:20000',
    'encoder -> archive: archive binds, encoder dials tcp://10.0.0.7:20001',
  ])
})
