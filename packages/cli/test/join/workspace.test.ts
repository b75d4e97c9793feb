import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatKey, newFlowKey } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { freePorts } from '../../../../test/free-port.ts'
import { ownFile, ownMachine } from '../flow-up.ts'
import { type RunningCommand, startCommand } from '../process.ts'

const EXECUTOR = `import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
export default (documents, { workspace, replicaId }) => {
  writeFileSync(join(workspace, 'shard'), String(replicaId))
  return documents
}
`

it('each shard keeps its data where it was told to, outside of its folder too', async () => {
  // A folder that a Flow names is refused there: it is the command line of the replica that counts.
  const { folder, file } = ownFile(
    'index: { uses: ./index.mjs, replicas: { min: 2, max: 2 }, polling: all, workspace: /nowhere }',
  )
  const data = mkdtempSync(join(tmpdir(), 'peaflow-shards-'))
  onTestFinished(() => rmSync(data, { recursive: true }))
  writeFileSync(join(folder, 'flow.key'), `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
  writeFileSync(join(folder, 'index.mjs'), EXECUTOR)
  const { env: own } = ownMachine()
  const env = { ...own, PEAFLOW_KEY_FILE: join(folder, 'flow.key') }
  const start = (...args: readonly string[]): RunningCommand => {
    const command = startCommand(args, { env, cwd: folder })
    onTestFinished(async () => {
      command.child.kill('SIGTERM')
      await command.ended
    })
    return command
  }
  const address = `127.0.0.1:${freePorts(3)}`
  for (const shard of ['0', '1'])
    start('join', address, 'index', '--replica-id', shard, '--workspace', join(data, shard))
  const flow = start('up', file, '--http', '127.0.0.1:0', '--join', address)
  const [url] = /http:\/\/[\d.:]+/.exec(await flow.says(/serving at http:\/\/[\d.:]+/)) ?? []
  expect((await fetch(`${url}/`, { method: 'POST', body: '[{}]' })).status).toBe(200)
  expect(['0', '1'].map((shard) => readFileSync(join(data, shard, 'shard'), 'utf8'))).toEqual(['0', '1'])
})
