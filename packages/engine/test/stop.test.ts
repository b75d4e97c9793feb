import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, expect, test } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

test('it may be stopped twice, and disposed of', async () => {
  const { running } = await start(new Flow({ name: 'twice' }).add({ name: 'a' }))
  await Promise.all([running.stop(), running.stop()])
  await running[Symbol.asyncDispose]()
  await running.stopped
})

test('it lets requests in flight complete', async () => {
  const flow = new Flow({ name: 'flight' }).add({ name: 'work', uses: './slow.mjs', with: { milliseconds: 300 } })
  const { running } = await start(flow)
  const answer = running.request('/', [...numbered(1)])
  await running.stop()
  expect(await answer).toMatchObject([{ text: '0' }])
})

test('it drains a side branch', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peaflow-'))
  const file = join(folder, 'written')
  const flow = new Flow({ name: 'side' })
    .add({ name: 'main' })
    .add({ name: 'side', uses: './write.mjs', with: { file, milliseconds: 20 }, needs: 'main' })
    .last('main')
  const { running } = await start(flow)
  for await (const { error } of running.stream('/', numbered(30), { batch: 1 })) expect(error).toBeUndefined()
  await running.stop({ grace: 500 })
  const lines = (await readFile(file, 'utf8')).split('\n')
  await rm(folder, { recursive: true })
  expect(new Set(lines)).toEqual(new Set(['', ...[...numbered(30)].map(({ text }) => text)]))
})

/** Starts a Flow of which one Pea reacts to nothing any more. */
async function startUnresponsive() {
  const flow = new Flow({ name: 'stuck' }).add({ name: 'a' }).add({ name: 'stuck', uses: './unresponsive.mjs' })
  const { running, wrote } = await start(flow)
  await running.request('/', [...numbered(1)])
  await wrote('unresponsive')
  return running
}

test('it ends Peas by force after the grace period', async () => {
  const running = await startUnresponsive()
  const started = performance.now()
  await running.stop({ grace: 300 })
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('it ends everything at once when it is asked to while it stops', async () => {
  const running = await startUnresponsive()
  const stopped = running.stop({ grace: 60_000 })
  await running.stop({ grace: 0 })
  await stopped
})

test('it uses force sooner when it is asked again with a shorter grace period', async () => {
  const running = await startUnresponsive()
  const stopped = running.stop({ grace: 60_000 })
  const started = performance.now()
  await running.stop({ grace: 200 })
  await stopped
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('it gives up a change of the plan that is under way', async () => {
  const { running } = await start(new Flow({ name: 'change' }).add({ name: 'slow', uses: './late.mjs' }))
  const scaled = expect(running.scale('slow', 2)).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  await running.stop()
  await scaled
})

test('it has a status', async () => {
  const { running } = await start(new Flow({ name: 'state' }).add({ name: 'work', uses: './upper.mjs', replicas: 2 }))
  await running.request('/', [{ text: 'x' }])
  const { flow, inFlight, peas } = await running.status()
  expect({ flow, inFlight }).toEqual({ flow: 'state', inFlight: 0 })
  expect(peas.map(({ id, phase, incarnation }) => ({ id, phase, incarnation }))).toEqual(
    ['work/0', 'work/1'].map((id) => ({ id, phase: 'ready', incarnation: 1 })),
  )
  expect(peas.reduce((sum, { report }) => sum + (report?.served ?? 0), 0)).toBe(1)
  await running.stop()
})

test('it fails requests that come too late or do not complete', async () => {
  const flow = new Flow({ name: 'late' }).add({ name: 'work', uses: './slow.mjs', with: { milliseconds: 10_000 } })
  const { running } = await start(flow)
  const answer = running.request('/', [...numbered(1)])
  const failed = expect(answer).rejects.toMatchObject({ code: 'REQUEST_STOPPED' })
  await running.stop({ grace: 100 })
  await failed
  await expect(running.request('/', [])).rejects.toMatchObject({ code: 'REQUEST_STOPPED' })
  await expect(running.scale('work', 2)).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
})
