import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { numbered, start } from './flows.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-degraded-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const timeout = 120_000

/** The second replica of `work` breaks once the file `broken` has its number. */
async function startBreakable(options: { readonly replicas: number; readonly polling?: 'all' }) {
  const broken = join(folder, 'broken')
  const flow = new Flow({ name: 'breakable' })
    .add({ name: 'first' })
    .add({ name: 'work', uses: './broken.mjs', with: { broken }, ...options })
  const started = await start(flow)
  const pids = async () => new Map((await started.running.status()).peas.map(({ id, pid }) => [id, pid ?? 0]))
  const breakDown = async (replica: number) => {
    writeFileSync(broken, String(replica))
    process.kill((await pids()).get(`work/${replica}`) ?? 0, 'SIGKILL')
    await started.happened('pea-degraded', 1)
  }
  return { ...started, breakDown, repair: () => rmSync(broken) }
}

const lost = {
  code: 'REQUEST_PEA_LOST',
  message: expect.stringMatching(/^work\/\d is out of service: its last \d+ starts failed.*no disk left/s),
}

test('requests fail at once while their only Pea is degraded, and flow once it is ready again', {
  timeout,
}, async () => {
  const { running, events, happened, breakDown, repair } = await startBreakable({ replicas: 1 })
  await breakDown(0)
  await expect(running.request('/', [{ text: 'x' }])).rejects.toMatchObject(lost)
  const results = []
  for await (const { error } of running.stream('/', numbered(300), { batch: 1 })) results.push(error?.code)
  expect(results).toEqual(Array.from({ length: 300 }, () => 'REQUEST_PEA_LOST'))
  const { peas } = await running.status()
  expect(peas[1]).toMatchObject({ id: 'work/0', runtime: 'process', phase: 'degraded', held: null, address: null })
  expect(peas[1]?.restarts).toBeGreaterThanOrEqual(3)
  repair()
  await happened('pea-recovered', 1)
  // The senders hear of it after the Flow.
  await expect
    .poll(() => running.request('/', [{ text: 'x' }]).catch(String), { timeout })
    .toMatchObject([{ text: 'x' }])
  for await (const { error } of running.stream('/', numbered(300), { batch: 1 })) expect(error).toBeUndefined()
  const settled = { phase: 'ready', held: 0, pid: expect.any(Number) }
  await expect.poll(async () => (await running.status()).peas[1], { timeout }).toMatchObject(settled)
  const degraded = { type: 'pea-degraded', pea: 'work/0', reason: expect.stringContaining('no disk left') }
  expect(events.filter(({ type }) => type === 'pea-degraded')).toEqual([degraded])
  await running.stop()
})

test('the other replicas go on while one is degraded', { timeout }, async () => {
  const { running, breakDown } = await startBreakable({ replicas: 2 })
  await breakDown(1)
  for await (const { error } of running.stream('/', numbered(300), { batch: 1 })) expect(error).toBeUndefined()
  await running.stop()
})

test('a request of a degraded shard fails naming it, and never with half of the answer', { timeout }, async () => {
  const { running, breakDown, repair, happened } = await startBreakable({ replicas: 2, polling: 'all' })
  await breakDown(1)
  await expect(running.request('/', [{ text: 'x' }])).rejects.toMatchObject({
    ...lost,
    message: expect.stringMatching(/^work\/1 is out of service.*no disk left/s),
  })
  repair()
  await happened('pea-recovered', 1)
  await expect
    .poll(() => running.request('/', [{ text: 'x' }]).catch(String), { timeout })
    .toMatchObject([{ text: 'x' }])
  await running.stop()
})

describe('a Pea whose first lives end before it is ready', () => {
  const flowOf = (failures: number) =>
    new Flow({ name: 'slow-start' })
      .add({ name: 'first' })
      .add({ name: 'work', uses: './broken.mjs', with: { lives: join(folder, 'lives'), failures } })

  test('it is tried again, and the start succeeds', { timeout }, async () => {
    const { running, events } = await start(flowOf(4))
    expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'x' }])
    const exits = events.flatMap((event) => (event.type === 'pea-exited' ? event.restartIn : []))
    expect(exits).toEqual([0, 100, 200, 400])
    await running.stop()
  })

  test('it fails the start after the fifth, with its last lines', { timeout }, async () => {
    await expect(start(flowOf(5))).rejects.toMatchObject({
      code: 'LAUNCH_PEA_EXITED',
      message: expect.stringMatching(/^"work\/0" ended before it was ready: exit code 3.*no disk left/s),
    })
  })
})
