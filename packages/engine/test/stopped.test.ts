import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { Flow } from '@peaflow/flow'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from './bundle.ts'
import { childrenOf, directory, numbered, start } from './flows.ts'

const timeout = 120_000

test('a process that is stopped is replaced, and answers nothing twice when it goes on', { timeout }, async () => {
  const flow = new Flow({ name: 'stopped', timeoutAlive: 2_000 })
    .add({ name: 'first' })
    .add({ name: 'work', uses: './slow.mjs', with: { milliseconds: 1 } })
  const { running, events, happened } = await start(flow)
  const victim = (await running.status()).peas[1]?.pid ?? 0
  const ids: unknown[] = []
  let stoppedAt = 0
  for await (const { error, documents } of running.stream('/', numbered(500), { batch: 1 })) {
    expect(error).toBeUndefined()
    ids.push(documents[0]?.id)
    if (ids.length !== 50) continue
    process.kill(victim, 'SIGSTOP')
    stoppedAt = performance.now()
  }
  console.log(`answered again ${Math.round(performance.now() - stoppedAt)} ms after SIGSTOP, timeout_alive 2 s`)
  expect(new Set(ids).size).toBe(500)
  expect(ids).toHaveLength(500)
  await happened('pea-restarted', 1)
  expect(() => process.kill(victim, 'SIGCONT')).toThrow('ESRCH')
  expect(childrenOf(process.pid)).not.toContain(victim)
  const exits = events.filter((event) => event.type === 'pea-exited')
  expect(exits).toMatchObject([{ pea: 'work/0', expected: false, exit: { signal: 'SIGKILL' } }])
  expect((await running.status()).peas[1]).toMatchObject({ phase: 'ready', incarnation: 2, restarts: 1 })
  await running.stop()
})

test('a Pea whose JavaScript is busy for longer is alive', { timeout }, async () => {
  const flow = new Flow({ name: 'busy', timeoutAlive: 1_000 }).add({
    name: 'work',
    uses: './busy.mjs',
    with: { milliseconds: 4_000 },
  })
  const { running, events } = await start(flow)
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'x' }])
  expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
  await running.stop()
})

test('a Flow that was itself stopped replaces nothing', { timeout }, async () => {
  const program = await bundle('stopped-flow')
  onTestFinished(() => rm(program))
  const child = spawn(process.execPath, [program, directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('up')
  child.kill('SIGSTOP')
  await delay(6_000)
  child.kill('SIGCONT')
  // Long enough for a Pea to be found silent.
  await delay(3_000)
  child.stdin.write('report\n')
  expect((await lines.next()).value).toBe('[0,0]')
})
