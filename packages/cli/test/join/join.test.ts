import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { derivePodKey, type FlowKey, formatKey, newFlowKey } from '@peaflow/protocol'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { freePorts } from '../../../../test/free-port.ts'
import { ownFile, ownMachine } from '../flow-up.ts'
import { fromNdjson, type RunningCommand, runCommand, startCommand } from '../process.ts'

const COUNT = 300
let folder: string
let flow: string
let port: number
let env: Readonly<Record<string, string>>

beforeEach(() => {
  const file = ownFile(`encode: { uses: ./encode.mjs, with: { milliseconds: 20 }, replicas: { min: 1, max: 3 } }`)
  folder = file.folder
  flow = file.file
  port = freePorts(3)
  const key: FlowKey = newFlowKey()
  env = ownMachine().env
  writeFileSync(join(folder, 'flow.key'), `${formatKey(key)}\n`, { mode: 0o600 })
  writeFileSync(join(folder, 'encode.key'), `${formatKey(derivePodKey(key, 'encode'))}\n`, { mode: 0o600 })
  writeFileSync(
    join(folder, 'encode.mjs'),
    `import { setTimeout as delay } from 'node:timers/promises'
export default async (documents, { with: { milliseconds } }) => {
  await delay(milliseconds)
  return documents.map((document) => ({ ...document, text: 'by ' + process.pid }))
}
`,
  )
})

/** Starts the Flow, which waits for its first replica. */
function up(): RunningCommand {
  const args = ['up', flow, '--http', '127.0.0.1:0', '--join', `127.0.0.1:${port}`]
  const command = startCommand(args, { env: { ...env, PEAFLOW_KEY_FILE: join(folder, 'flow.key') }, cwd: folder })
  onTestFinished(async () => {
    command.child.kill('SIGTERM')
    await command.ended
  })
  return command
}

/** Starts a replica in the folder of the Flow. */
function replica(...more: readonly string[]): RunningCommand {
  const command = startCommand(['join', `127.0.0.1:${port}`, 'encode', '--key', 'encode.key', ...more], {
    env,
    cwd: folder,
  })
  onTestFinished(async () => {
    command.child.kill('SIGKILL')
    await command.ended
  })
  return command
}

async function urlOf(command: RunningCommand): Promise<string> {
  return /http:\/\/[\d.:]+/.exec(await command.says(/serving at http:\/\/[\d.:]+/))?.[0] ?? ''
}

/** Calls the Flow for many documents at once, each a request; returns who answered, and what failed. */
async function load(
  url: string,
  count = COUNT,
): Promise<{ readonly pids: ReadonlySet<string>; readonly failed: readonly number[] }> {
  const answers = Array.from({ length: count }, async (_, id) => {
    const response = await fetch(`${url}/`, {
      method: 'POST',
      // However busy the machine is: one replica answers all of them, one after the other.
      headers: { 'content-type': 'application/json', 'peaflow-timeout': '10m' },
      body: JSON.stringify({ documents: [{ id: String(id) }] }),
    })
    const { documents = [] } = (await response.json()) as { documents?: { id: string; text: string }[] }
    return { status: documents[0]?.id === String(id) ? response.status : 0, text: documents[0]?.text ?? '' }
  })
  const all = await Promise.all(answers)
  return {
    pids: new Set(all.map(({ text }) => text)),
    failed: all.map(({ status }) => status).filter((status) => status !== 200),
  }
}

it('joins and takes its share, and leaves by SIGTERM without a failed request', async () => {
  const flowUp = up()
  await flowUp.says('waiting for 1 replica of encode')
  const first = replica()
  const url = await urlOf(flowUp)
  await first.says(/joined \w+ as encode\/0; \^C leaves it/)
  const second = replica()
  await second.says('encode/1 takes requests')
  const loaded = load(url)
  second.child.kill('SIGTERM')
  expect(await second.ended).toMatchObject({ code: 0, signal: null })
  expect(await loaded).toMatchObject({ failed: [] })
  const third = replica()
  await third.says('encode/1 takes requests')
  expect((await load(url)).pids).toEqual(new Set([`by ${first.child.pid}`, `by ${third.child.pid}`]))
})

it('loses no request by kill -9', async () => {
  const flowUp = up()
  const [first, second] = [replica(), replica()]
  const url = await urlOf(flowUp)
  await Promise.all([first.says('takes requests'), second.says('takes requests')])
  const loaded = load(url)
  await fetch(`${url}/`, { method: 'POST', body: '{}' })
  second.child.kill('SIGKILL')
  expect(await loaded).toMatchObject({ failed: [] })
  expect((await load(url)).pids).toEqual(new Set([`by ${first.child.pid}`]))
  const third = replica()
  await third.says(/encode\/[01] takes requests/)
})

it('comes back to a Flow that was started again, with its executor still loaded', async () => {
  const before = up()
  const one = replica()
  await urlOf(before)
  before.child.kill('SIGKILL')
  await before.ended
  await one.says('waiting for the Flow')
  const after = up()
  const url = await urlOf(after)
  await one.says('its executor is still loaded')
  expect((await load(url, 20)).pids).toEqual(new Set([`by ${one.child.pid}`]))
})

it('gets nothing without the key, and says so', async () => {
  const flowUp = up()
  await flowUp.says('waiting for 1 replica of encode')
  const address = `127.0.0.1:${port}`
  const run = (...args: readonly string[]) => runCommand(['join', address, ...args], '', { env, cwd: folder })
  expect(await run('encode')).toMatchObject({ code: 2, stderr: expect.stringContaining('CONFIG_KEY') })
  writeFileSync(join(folder, 'other.key'), `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
  const stranger = await run('encode', '--key', 'other.key')
  expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('LAUNCH_KEY') })
  expect(stranger.stderr).toContain(`what listens at ${address} does not accept this key for "encode"`)
  const wrong = await run('encoed', '--key', 'flow.key')
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('Did you mean "encode"?') })
  const other = await run('rank', '--key', 'encode.key')
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('holds the key of the Pod "encode"') })
})

it('says what it waits for, and leaves at ^C', async () => {
  const one = replica()
  await one.says(`waiting for the Flow at 127.0.0.1:${port}: nothing listens there`)
  one.child.kill('SIGINT')
  expect(await one.ended).toMatchObject({ code: 130 })
})

it('gives up where no Flow takes it in time', async () => {
  const address = `127.0.0.1:${port}`
  const one = replica('--timeout', '300ms')
  const { code, stderr } = await one.ended
  expect(code).toBe(1)
  expect(stderr).toContain(
    `no Flow at ${address} has taken the replica of "encode" within 0.3 s: nothing listens there [LAUNCH_NOT_JOINED]`,
  )
  expect((await replica('--once', '--timeout', '0').ended).stderr).toContain('within 0 s: nothing listens there')
})

it('ends with its only Flow, and gives up if that is full until its time is over', async () => {
  const flowUp = up()
  const ones = [replica('--once'), replica('--once'), replica('--once')]
  await urlOf(flowUp)
  await Promise.all(ones.map((one) => one.says('takes requests')))
  const { code, stderr } = await replica('--once', '--timeout', '1s').ended
  expect(code).toBe(1)
  expect(stderr).toContain('"encode" has 3 replicas, and takes no more [LAUNCH_NOT_JOINED]')
  flowUp.child.kill('SIGTERM')
  for (const one of ones) expect(await one.ended).toMatchObject({ code: 0, signal: null })
})

it('tells what happens as JSON for a script', async () => {
  const one = replica('--json')
  await one.says('"retrying"')
  one.child.kill('SIGTERM')
  const { code, stdout } = await one.ended
  expect([code, fromNdjson(stdout)]).toEqual([0, [{ type: 'retrying', reason: 'nothing listens there' }]])
})

it('says what is wrong with its own command line', async () => {
  for (const [args, message] of [
    [['join', '127.0.0.1', 'encode'], 'Expected a host and a port, such as 10.0.0.1:7000.'],
    [['join', '127.0.0.1:1', 'encode', '--with', '[1]'], 'Expected a JSON object'],
    [['up', flow], 'with: { join: 7000 }'],
  ] as const) {
    expect(await runCommand(args, '', { env, cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  }
})
