import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatKey, newFlowKey } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { fromNdjson, runCommand } from '../process.ts'
import { load, ownJoinedFlow, urlOf } from './own-joined-flow.ts'

const flow = ownJoinedFlow()

it('joins and takes its share, and leaves by SIGTERM without a failed request', async () => {
  const flowUp = flow.up()
  await flowUp.says('waiting for 1 replica of encode')
  const first = flow.replica()
  const url = await urlOf(flowUp)
  await first.says(/joined \w+ as encode\/0; \^C leaves it/)
  const second = flow.replica()
  await second.says('encode/1 takes requests')
  const loaded = load(url)
  second.child.kill('SIGTERM')
  expect(await second.ended).toMatchObject({ code: 0, signal: null })
  expect(await loaded).toMatchObject({ failed: [] })
  const third = flow.replica()
  await third.says('encode/1 takes requests')
  expect((await load(url)).pids).toEqual(new Set([`by ${first.child.pid}`, `by ${third.child.pid}`]))
})

it('loses no request by kill -9', async () => {
  const flowUp = flow.up()
  const [first, second] = [flow.replica(), flow.replica()]
  const url = await urlOf(flowUp)
  await Promise.all([first.says('takes requests'), second.says('takes requests')])
  const loaded = load(url)
  await fetch(`${url}/`, { method: 'POST', body: '{}' })
  second.child.kill('SIGKILL')
  expect(await loaded).toMatchObject({ failed: [] })
  expect((await load(url)).pids).toEqual(new Set([`by ${first.child.pid}`]))
  const third = flow.replica()
  await third.says(/encode\/[01] takes requests/)
})

it('comes back to a Flow that was started again, with its executor still loaded', async () => {
  const before = flow.up()
  const one = flow.replica()
  await urlOf(before)
  before.child.kill('SIGKILL')
  await before.ended
  await one.says('waiting for the Flow')
  const after = flow.up()
  const url = await urlOf(after)
  await one.says('its executor is still loaded')
  expect((await load(url, 20)).pids).toEqual(new Set([`by ${one.child.pid}`]))
})

it('gets nothing without the key, and says so', async () => {
  const flowUp = flow.up()
  await flowUp.says('waiting for 1 replica of encode')
  const address = `127.0.0.1:${flow.port}`
  const run = (...args: readonly string[]) =>
    runCommand(['join', address, ...args], '', { env: flow.env, cwd: flow.folder })
  expect(await run('encode')).toMatchObject({ code: 2, stderr: expect.stringContaining('CONFIG_KEY') })
  writeFileSync(join(flow.folder, 'other.key'), `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
  const stranger = await run('encode', '--key', 'other.key')
  expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('LAUNCH_KEY') })
  expect(stranger.stderr).toContain(`what listens at ${address} does not accept this key for "encode"`)
  const wrong = await run('encoed', '--key', 'flow.key')
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('Did you mean "encode"?') })
  const other = await run('rank', '--key', 'encode.key')
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('holds the key of the Pod "encode"') })
})

it('says what it waits for, and leaves at ^C', async () => {
  const one = flow.replica()
  await one.says(`waiting for the Flow at 127.0.0.1:${flow.port}: nothing listens there`)
  one.child.kill('SIGINT')
  expect(await one.ended).toMatchObject({ code: 130 })
})

it('gives up where no Flow takes it in time', async () => {
  const address = `127.0.0.1:${flow.port}`
  const one = flow.replica('--timeout', '300ms')
  const { code, stderr } = await one.ended
  expect(code).toBe(1)
  expect(stderr).toContain(
    `no Flow at ${address} has taken the replica of "encode" within 0.3 s: nothing listens there [LAUNCH_NOT_JOINED]`,
  )
  expect((await flow.replica('--once', '--timeout', '0').ended).stderr).toContain('within 0 s: nothing listens there')
})

it('ends with its only Flow, and gives up if that is full until its time is over', async () => {
  const flowUp = flow.up()
  const ones = [flow.replica('--once'), flow.replica('--once'), flow.replica('--once')]
  await urlOf(flowUp)
  await Promise.all(ones.map((one) => one.says('takes requests')))
  const { code, stderr } = await flow.replica('--once', '--timeout', '1s').ended
  expect(code).toBe(1)
  expect(stderr).toContain('"encode" has 3 replicas, and takes no more [LAUNCH_NOT_JOINED]')
  flowUp.child.kill('SIGTERM')
  for (const one of ones) expect(await one.ended).toMatchObject({ code: 0, signal: null })
})

it('tells what happens as JSON for a script', async () => {
  const one = flow.replica('--json')
  await one.says('"retrying"')
  one.child.kill('SIGTERM')
  const { code, stdout } = await one.ended
  expect([code, fromNdjson(stdout)]).toEqual([0, [{ type: 'retrying', reason: 'nothing listens there' }]])
})

it('says what is wrong with its own command line', async () => {
  for (const [args, message] of [
    [['join', '127.0.0.1', 'encode'], 'Expected a host and a port, such as 10.0.0.1:7000.'],
    [['join', '127.0.0.1:1', 'encode', '--with', '[1]'], 'Expected a JSON object'],
    [['up', flow.file], 'with: { join: 7000 }'],
  ] as const) {
    expect(await runCommand(args, '', { env: flow.env, cwd: flow.folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  }
})
