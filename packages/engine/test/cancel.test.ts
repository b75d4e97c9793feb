import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Flow, type PodOptions } from '@peaflow/flow'
import { peaProgram } from '@peaflow/pea'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../../test/free-port.ts'
import { eventually } from '../../pea/test/eventually.ts'
import { directory, start } from './flows.ts'

type Started = Awaited<ReturnType<typeof start>>

const wait = { uses: './wait.mjs' }

/** The Flows whose Pods wait, by their shape. */
const shapes: [name: string, flow: (name: string, own: PodOptions) => Flow][] = [
  ['one Pod', (name, own) => new Flow({ name }).add({ name: 'work', ...wait, ...own })],
  [
    'three Pods',
    (name, own) =>
      new Flow({ name })
        .add({ name: 'a' })
        .add({ name: 'work', ...wait, ...own })
        .add({ name: 'c' }),
  ],
  ['replicas', (name, own) => new Flow({ name }).add({ name: 'work', ...wait, ...own, replicas: 2 })],
  [
    'a join',
    (name, own) =>
      new Flow({ name })
        .add({ name: 'a' })
        .add({ name: 'quick', needs: 'a' })
        .add({ name: 'work', ...wait, ...own, needs: 'a' })
        .join(['quick', 'work'], { name: 'both' }),
  ],
]

/** How many requests each Pea has taken and not settled. */
async function held({ running }: Started): Promise<unknown[]> {
  return (await running.status()).peas.map(({ id, report }) => [id, report?.held])
}

async function nothingHeld(started: Started): Promise<void> {
  const { peas } = await started.running.status()
  await eventually(() => held(started)).toEqual(peas.map(({ id }) => [id, 0]))
}

const written = ({ lines }: Started, text: string) => lines.filter((line) => line.text.startsWith(text)).length

/** Aborts requests of which some are being called and others wait everywhere, and looks what is left. */
async function abortAll(started: Started, calls: number): Promise<void> {
  const { running } = started
  const controller = new AbortController()
  const requests = Array.from({ length: 10 }, () => running.request('/', [{ id: 'x' }], { signal: controller.signal }))
  const ended = Promise.allSettled(requests)
  await eventually(() => written(started, 'waits')).toBe(calls)
  controller.abort(new Error('enough'))
  for (const end of await ended) expect(end).toMatchObject({ status: 'rejected', reason: { message: 'enough' } })
  await eventually(() => written(started, 'aborted')).toBe(calls)
  await nothingHeld(started)
  expect((await running.status()).inFlight).toBe(0)
  // What was cancelled keeps nobody waiting, and calls nothing more.
  expect(await running.request('/', [{ id: 'y', quick: true }])).toEqual([{ id: 'y', quick: true }])
  expect(written(started, 'waits')).toBe(calls)
}

describe.each(['process', 'thread', 'inline'])('an aborted signal frees every %s Pea', (runtime) => {
  test.each(shapes)('behind %s', async (name, flowOf) => {
    const started = await start(flowOf('cancel', { runtime }), {}, { optimize: 'none' })
    await using _ = started.running
    await abortAll(started, name === 'replicas' ? 2 : 1)
  })
})

test('an aborted signal frees an external Pea', async () => {
  const [control, portIn, portOut] = [freePort(), freePort(), freePort()]
  const args = ['--name', 'work', '--uses', './wait.mjs', '--external', '--control', `127.0.0.1:${control}`]
  const child: ChildProcess = spawn(process.execPath, [peaProgram, ...args], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output: string[] = []
  child.stdout?.on('data', (chunk) => output.push(String(chunk)))
  const external = { name: 'work', external: true, host: '127.0.0.1', portControl: control, portIn, portOut }
  const started = await start(
    new Flow({ name: 'cancel' }).add({ name: 'a' }).add(external),
    {},
    { hostname: '127.0.0.1' },
  )
  const controller = new AbortController()
  const request = started.running.request('/', [{ id: 'x' }], { signal: controller.signal })
  request.catch(() => {})
  await eventually(() => output.join('')).toContain('waits')
  controller.abort()
  await expect(request).rejects.toMatchObject({ name: 'AbortError' })
  await eventually(() => output.join('')).toContain('aborted')
  await nothingHeld(started)
  await started.running.stop()
  child.kill('SIGTERM')
  await once(child, 'exit')
})

test('leaving a stream early frees every Pea', async () => {
  const started = await start(new Flow({ name: 'leave' }).add({ name: 'a' }).add({ name: 'work', ...wait }))
  await using running = started.running
  const documents = Array.from({ length: 50 }, (_, index) => ({
    id: String(index),
    ...(index === 0 && { quick: true }),
  }))
  for await (const _ of running.stream('/', documents, { batch: 1 })) {
    await eventually(() => written(started, 'waits')).toBe(1)
    break
  }
  await eventually(() => written(started, 'aborted')).toBe(1)
  await nothingHeld(started)
})

test('a request that is out of time frees every Pea', async () => {
  const started = await start(new Flow({ name: 'late' }).add({ name: 'a' }).add({ name: 'work', ...wait }))
  await using running = started.running
  const requests = Array.from({ length: 10 }, () => running.request('/', [{ id: 'x' }], { timeout: 1_000 }))
  for (const end of await Promise.allSettled(requests)) {
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'REQUEST_TIMEOUT' } })
  }
  await nothingHeld(started)
  expect(await running.request('/', [{ id: 'y', quick: true }])).toEqual([{ id: 'y', quick: true }])
})
