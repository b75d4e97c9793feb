import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fromNdjson, runCommand, startCommand } from '../process.ts'
import { ownJoinedFlow } from './own-joined-flow.ts'

const flow = ownJoinedFlow()

it('check needs to know where replicas join, from the file or the command line', async () => {
  const check = (...more: readonly string[]) => runCommand(['check', flow.file, ...more], '', { env: flow.env })
  expect(await check()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('or --join 7000 on the command line'),
  })
  expect(await check('--join', '7000')).toMatchObject({ code: 0, stderr: '' })
  const wrong = await check('--join', '70000')
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('70000') })
})

it('run says which replicas have not joined, and why the last of them failed', async () => {
  writeFileSync(join(flow.folder, 'encode.mjs'), "export default { setup: () => { throw new Error('no model') } }\n")
  const args = ['run', flow.file, '--join', `127.0.0.1:${flow.port}`, '--join-timeout', '30s']
  const env = { ...flow.env, PEAFLOW_KEY_FILE: join(flow.folder, 'flow.key') }
  const run = startCommand(args, { env, cwd: flow.folder })
  const one = flow.replica('--once')
  expect(await one.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('no model') })
  const { code, stderr } = await run.ended
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /replicas have not joined within 30 s: 1 of "encode"; "encode\/0" failed: .*no model \[LAUNCH_NOT_JOINED\]/,
  )
})

it('run waits for its replicas where the command line says', async () => {
  writeFileSync(join(flow.folder, 'documents.ndjson'), '{"id":"a"}\n{"id":"b"}\n')
  const args = ['run', flow.file, '--input', 'documents.ndjson', '--join', `127.0.0.1:${flow.port}`]
  const env = { ...flow.env, PEAFLOW_KEY_FILE: join(flow.folder, 'flow.key') }
  const run = startCommand(args, { env, cwd: flow.folder })
  const one = flow.replica('--once')
  const { code, stdout } = await run.ended
  expect(code).toBe(0)
  expect(fromNdjson(stdout)).toMatchObject([{ id: 'a' }, { id: 'b' }])
  expect(await one.ended).toMatchObject({ code: 0 })
})
