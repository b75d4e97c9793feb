import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { freePort } from '../../../../test/free-port.ts'
import { ownFile, ownMachine } from '../flow-up.ts'
import { fromNdjson, type RunningCommand, runCommand, startCommand } from '../process.ts'

const EXECUTOR = "export default (documents) => documents.map(({ text }) => ({ text: text + '!' }))\n"

let folder: string
let port: number
let env: Readonly<Record<string, string>>

beforeEach(() => {
  const { folder: own } = ownFile('encode: { image: acme/encoder:1, uses: encode.mjs, replicas: 2 }')
  folder = own
  port = threePorts()
  env = ownMachine().env
  writeFileSync(join(folder, 'encode.mjs'), EXECUTOR)
})

/** The first of three ports in a row: where replicas enrol, and those of head and tail. */
function threePorts(): number {
  let first = freePort()
  while (freePort() !== first + 1 || freePort() !== first + 2) first = freePort()
  return first
}

/** Exports the Flow, and says what stands in a file. */
async function exportTo(platform: string, ...more: readonly string[]): Promise<(file: string) => string> {
  const args = ['export', platform, join(folder, 'flow.yml'), '-o', join(folder, 'out'), ...more]
  expect(await runCommand(args, '', { env })).toMatchObject({ code: 0, stderr: '' })
  return (file) => readFileSync(join(folder, 'out', file), 'utf8')
}

/** Starts a command that stops with the test. */
function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): RunningCommand {
  const command = startCommand(args, { env: { ...env, ...more }, cwd: folder })
  onTestFinished(async () => {
    command.child.kill('SIGTERM')
    await command.ended
  })
  return command
}

/** What a container finds at fixed paths is in the folder of the test; its Flow is on this machine. */
function onThisMachine(text: string): string {
  return text
    .replaceAll('/peaflow/workspace', join(folder, 'workspace'))
    .replaceAll('/run/secrets', join(folder, 'out/secrets'))
    .replaceAll('/peaflow/secrets', folder)
    .replace('join: 7000', `join: ${port}`)
    .replaceAll(/(?:gateway|127\.0\.0\.1):7000/g, `127.0.0.1:${port}`)
}

it('what Compose would start is a Flow whose replicas have joined, and which answers', async () => {
  const read = await exportTo('compose')
  writeFileSync(join(folder, 'contained.yml'), onThisMachine(read('flow.yml')))
  const { command } = parse(read('compose.yaml')).services.encode
  const self = { PEAFLOW_SELF: join(folder, 'self.sock') }
  const replica = start(['pea', ...command.map(onThisMachine)], self)
  await replica.says('waiting for the Flow')
  expect(await runCommand(['ping', '--self'], '', { env: self })).toMatchObject({ code: 0 })
  expect((await runCommand(['ping', '--self', '--ready'], '', { env: self })).stderr).toContain(
    'is waiting [LAUNCH_PING]',
  )

  const token = ['--token-file', join(folder, 'out/secrets/token')]
  const flow = start(['up', 'contained.yml', '--http', '127.0.0.1:0', ...token], {
    PEAFLOW_KEY_FILE: join(folder, 'out/flow.key'),
  })
  const url = /http:\/\/[\d.:]+/.exec(await flow.says(/serving at http:\/\/[\d.:]+/))?.[0] ?? ''
  const headers = { authorization: `Bearer ${read('secrets/token').trim()}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/`, { method: 'POST', headers, body: '[{"text":"hello"}]' })
  expect(await answer.json()).toEqual({ documents: [expect.objectContaining({ text: 'hello!' })] })
  expect(await runCommand(['ping', '--self', '--ready'], '', { env: self })).toMatchObject({ code: 0 })
  replica.child.kill('SIGTERM')
  expect((await replica.ended).code).toBe(0)
})

it('what a Job would start ends, and its replicas with it', async () => {
  const read = await exportTo('kubernetes', '--run')
  const { containers } = parse(read('job.yaml')).spec.template.spec
  const { stringData } = parse(read('secret.yaml'))
  for (const file of ['flow.key', 'pod.encode.key'])
    writeFileSync(join(folder, file), stringData[file], { mode: 0o600 })
  writeFileSync(join(folder, 'contained.yml'), onThisMachine(parse(read('configmap.yaml')).data['flow.yml']))
  writeFileSync(join(folder, 'documents.ndjson'), parse(read('input.yaml')).data['documents.ndjson'])
  const replicas = [1, 2].map((index) => start(['pea', ...containers[index].args.map(onThisMachine)]))

  const { ended } = start(['run', 'contained.yml', '--input', 'documents.ndjson'], {
    PEAFLOW_KEY_FILE: join(folder, 'flow.key'),
  })
  const { code, stdout } = await ended
  expect(fromNdjson(stdout)).toEqual([expect.objectContaining({ text: 'hello!' })])
  expect(code).toBe(0)
  for (const replica of replicas) expect((await replica.ended).code).toBe(0)
})
