import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJournal } from '@peaflow/serve'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { listJournals } from '../../src/journals/list-journals.ts'
import { executor, type FlowFile, fromNdjson, peasOf, runCommand, startCommand, writeFlowFile } from '../process.ts'
import { ask, gone, type Machine, openMachine } from './machine.ts'

let machine: Machine
let flow: FlowFile
beforeEach(() => {
  machine = openMachine()
  flow = writeFlowFile(`echo: { uses: ${executor('echo')} }`)
})
afterEach(async () => {
  expect(await peasOf(flow)).toEqual([])
  flow[Symbol.dispose]()
  machine[Symbol.dispose]()
})

interface Detached {
  readonly pid: number
  readonly folder: string
  readonly url: string
  readonly page: string
}

/** Starts the Flow in the background. */
async function detached(...options: readonly string[]): Promise<Detached> {
  const { code, stdout, stderr } = await runCommand(['up', flow.file, '-d', '--json', ...options], '', machine)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [report] = fromNdjson(stdout)
  expect(report).toMatchObject({ ready: true, flow: flow.name, peas: 1 })
  const { pid } = report as unknown as Detached
  onTestFinished(() => endLeftover(pid))
  return report as unknown as Detached
}

/** Ends what a test that failed has left. */
function endLeftover(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

function post({ url }: Detached, body: string): Promise<Response> {
  return fetch(`${url}/`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
}

async function stopped({ pid, folder }: Detached): Promise<void> {
  expect((await ask(folder, '/-/stop', { method: 'POST' })).status).toBe(202)
  await gone(pid)
}

describe('up -d', () => {
  it('ends once the Flow is up, which goes on, until it is stopped and leaves nothing', async () => {
    const report = await detached()
    const answer = await post(report, '[{"id":"1"}]')
    expect(await answer.json()).toEqual({ documents: [{ id: '1' }] })
    const token = report.page.split('#')[1]
    const headers = { authorization: `Bearer ${token}` }
    expect(await (await fetch(`${report.url}/-/status`, { headers })).json()).toMatchObject({
      ...{ flow: flow.name, file: flow.file, pid: report.pid, detached: true, urls: [report.url] },
      folder: report.folder,
    })
    await stopped(report)
    expect([machine.folders(), machine.journals()]).toEqual([[], []])
  })

  it('says how to go on', async () => {
    const { code, stdout } = await runCommand(['up', flow.file, '-d', '--no-http'], '', machine)
    expect(code).toBe(0)
    expect(stdout).toMatch(/is ready: 1 Pea in [\d.]+ s; it goes on in the background, as process \d+\n/)
    expect(stdout).toContain('peaflow down stops it')
    expect(stdout).not.toContain('http')
    const [folder = ''] = machine.folders()
    const { pid } = JSON.parse((await ask(folder, '/-/status')).text)
    await stopped({ pid, folder, url: '', page: '' })
  })

  it('ends with 0 at SIGTERM too', async () => {
    const { pid } = await detached()
    process.kill(pid, 'SIGTERM')
    await gone(pid)
    expect([machine.folders(), machine.journals()]).toEqual([[], []])
  })

  it.each([
    ['an executor that throws', () => 'fails: { uses: ./throws.mjs }', 1, 'no model'],
    ['an option that there is not', () => 'fails: { usess: x }', 2, 'usess'],
  ])('says why it cannot start, and leaves nothing: %s', async (_, pod, code, why) => {
    using broken = writeFlowFile(pod())
    writeFileSync(join(broken.folder, 'throws.mjs'), 'throw new Error("no model")')
    const attached = await runCommand(['up', broken.file, '--no-http'], '', machine)
    const detached = await runCommand(['up', broken.file, '-d', '--no-http'], '', machine)
    expect([attached.code, detached.code]).toEqual([code, code])
    expect(detached.stderr).toContain(why)
    expect(detached.stdout).toBe('')
    expect([machine.folders(), machine.journals()]).toEqual([[], []])
    expect(await peasOf(broken)).toEqual([])
  })

  it('is interrupted while it starts', async () => {
    using slow = writeFlowFile('slow: { uses: ./slow.mjs }')
    writeFileSync(join(slow.folder, 'slow.mjs'), 'await new Promise((resolve) => setTimeout(resolve, 1e9))')
    const { child, ended } = startCommand(['up', slow.file, '-d', '--no-http'], machine)
    while ((await peasOf(slow)).length === 0);
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
    expect(await peasOf(slow)).toEqual([])
    expect([machine.folders(), machine.journals()]).toEqual([[], []])
  })

  it('ends if the program that waits for it is killed', async () => {
    using slow = writeFlowFile('slow: { uses: ./slow.mjs }')
    writeFileSync(join(slow.folder, 'slow.mjs'), 'await new Promise((resolve) => setTimeout(resolve, 1e9))')
    const { child, ended } = startCommand(['up', slow.file, '-d', '--no-http'], machine)
    while ((await peasOf(slow)).length === 0);
    child.kill('SIGKILL')
    await ended
    while ((await peasOf(slow)).length > 0 || machine.folders().length > 0 || machine.journals().length > 0);
  })
})

describe('a detached Flow whose program is killed', () => {
  it('leaves its last lines, and the next one sweeps the rest', async () => {
    flow[Symbol.dispose]()
    flow = writeFlowFile(`slow: { uses: ${executor('slow')}, with: { says: called } }`)
    const killed = await detached()
    await post(killed, '[{"id":"1","ms":1}]')
    const [journal = ''] = machine.journals()
    while ((await readJournal(journal)).length === 0);
    process.kill(killed.pid, 'SIGKILL')
    await gone(killed.pid)
    while ((await peasOf(flow)).length > 0);
    expect(machine.folders()).toEqual([killed.folder])
    process.env.XDG_STATE_HOME = machine.env.XDG_STATE_HOME
    const [crashed] = await listJournals()
    expect(crashed).toMatchObject({ path: journal, isUp: false, about: { flow: flow.name, pid: killed.pid } })
    expect(await readJournal(journal)).toMatchObject([{ pod: 'slow', text: 'called' }])
    const next = await detached()
    expect(machine.folders()).toEqual([next.folder])
    expect((await listJournals()).map(({ isUp }) => isUp).sort()).toEqual([false, true])
    await stopped(next)
    expect(machine.journals()).toEqual([journal])
  })
})

it('two Flows of one file are up side by side, each with its own port, socket and token', async () => {
  const [one, other] = [await detached(), await detached()]
  expect(one.url).not.toBe(other.url)
  expect(one.page.split('#')[1]).not.toBe(other.page.split('#')[1])
  expect([...machine.folders()].sort()).toEqual([one.folder, other.folder].sort())
  for (const { folder, pid } of [one, other]) {
    expect(JSON.parse((await ask(folder, '/-/status')).text)).toMatchObject({ folder, pid, state: 'ready' })
    expect(statSync(join(folder, 'admin.sock')).mode & 0o777).toBe(0o600)
  }
  await stopped(one)
  expect((await fetch(`${other.url}/readyz`)).status).toBe(200)
  await stopped(other)
  expect([machine.folders(), machine.journals()]).toEqual([[], []])
})

it('the token of a start is in no journal, file or argument', async () => {
  const report = await detached()
  const token = report.page.split('#')[1] ?? ''
  const [journal = ''] = machine.journals()
  for (const name of ['journal.ndjson', 'output.txt', 'about.json']) {
    expect(statSync(join(journal, name)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(journal, name), 'utf8')).not.toContain(token)
  }
  expect(readFileSync(`/proc/${report.pid}/cmdline`, 'utf8')).not.toContain(token)
  await stopped(report)
})
