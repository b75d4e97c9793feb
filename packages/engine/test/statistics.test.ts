import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Flow } from '@peaflow/flow'
import { peaProgram } from '@peaflow/pea'
import { countOf, quantile } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../test/free-port.ts'
import { eventually } from '../../pea/test/eventually.ts'
import type { RunningFlow } from '../src/running/running-flow.ts'
import { directory, numbered, start } from './flows.ts'

const pods = (running: RunningFlow) => new Map(running.statistics().pods.map((pod) => [pod.pod, pod]))

async function send(running: RunningFlow, endpoint: string, count: number): Promise<void> {
  for await (const { error } of running.stream(endpoint, numbered(2 * count), { batch: 2 }))
    expect(error).toBeUndefined()
}

it('has what every Pod and the gateway did, by endpoint', async () => {
  const flow = new Flow()
    .add({ name: 'pass' })
    .add({ name: 'slow', uses: './slow.mjs', with: { milliseconds: 20 }, replicas: 2 })
    .add({ name: 'mark', uses: './mark.mjs', with: { mark: '!' }, runtime: 'inline' })
  const { running } = await start(flow)
  await using _running = running
  await send(running, '/a', 10)
  await send(running, '/b', 6)
  const [gateway] = running.statistics().gateway.endpoints
  expect(gateway).toMatchObject({
    endpoint: '/a',
    inFlight: 0,
    backlog: 0,
    failed: {},
    cancelled: 0,
    refused: 0,
    repeated: 0,
  })
  expect(gateway && countOf(gateway.duration)).toBe(10)
  expect(gateway && quantile(gateway.duration, 0)).toBeGreaterThan(19)
  // A report may fall between a call and the message that its answer is.
  const done = () => [...pods(running).values()].map(({ served, sent }) => [served, sent.messages])
  await eventually(done).toEqual(Array.from({ length: 3 }, () => [16, 16]))
  const { pass, slow, mark } = Object.fromEntries(pods(running))
  expect([...pods(running).keys()]).toEqual(['pass', 'slow', 'mark'])
  expect(pass?.endpoints).toEqual([])
  expect(slow?.endpoints.map(({ endpoint, served }) => [endpoint, served]).sort()).toEqual([
    ['/a', 10],
    ['/b', 6],
  ])
  const a = slow?.endpoints.find(({ endpoint }) => endpoint === '/a')
  expect(a && [countOf(a.call), countOf(a.wait), countOf(a.documents), a.documents.sum]).toEqual([10, 10, 10, 20])
  expect(a && quantile(a.call, 0.5)).toBeGreaterThan(18)
  expect(slow?.received.messages).toBe(16)
  await eventually(() => pods(running).get('mark')).toMatchObject({
    received: slow?.sent,
    sent: { messages: 16 },
    backlog: 0,
    running: 0,
    dropped: 0,
  })
  expect(mark?.processes).toEqual([])
  expect(slow?.processes.map(({ pea }) => pea).sort()).toEqual(['slow/0', 'slow/1'])
  const controller = new AbortController()
  const cancelled = running.request('/c', [{}], { signal: controller.signal }).catch(() => 'cancelled')
  controller.abort()
  expect(await cancelled).toBe('cancelled')
  expect(running.statistics().gateway.endpoints.at(-1)).toMatchObject({ endpoint: '/c', inFlight: 0, cancelled: 1 })
})

it('keeps what a Pea did before it ended, in scale, in restart and in a death, and counts its failures', async () => {
  const flow = new Flow().add({ name: 'a', uses: './poison.mjs', replicas: 2, retries: 0 })
  const { running, happened } = await start(flow)
  await using _running = running
  const served = () => Promise.resolve(pods(running).get('a')?.endpoints[0]?.served)
  await send(running, '/', 10)
  await eventually(served).toBe(10)
  await running.restart('a')
  await send(running, '/', 10)
  await running.scale('a', 1)
  await eventually(served).toBe(20)
  await expect(running.request('/', [{ text: 'exit' }])).rejects.toMatchObject({ code: 'REQUEST_PEA_DIED' })
  await happened('pea-restarted', 1)
  await send(running, '/', 5)
  await eventually(served).toBe(25)
  const restarts = { exit: 1, oom: 0, hung: 0, unreachable: 0, late: 0 }
  expect(pods(running).get('a')).toMatchObject({ restarts, replicas: { ready: 1, pausing: 0, lost: 0 } })
  const { endpoints } = running.statistics().gateway
  expect(endpoints[0]?.failed).toEqual({ REQUEST_PEA_DIED: 1 })
})

it('has failures by their code', async () => {
  const { running } = await start(new Flow().add({ name: 'a', uses: './fail.mjs' }))
  await using _running = running
  await expect(running.request('/', [{}])).rejects.toMatchObject({ code: 'REQUEST_EXECUTOR' })
  const failed = () => Promise.resolve(pods(running).get('a')?.endpoints[0])
  await eventually(failed).toMatchObject({ endpoint: '/', served: 0, failed: { REQUEST_EXECUTOR: 1 } })
})

it('has what external Peas do', async () => {
  const [portControl, portIn, portOut] = [freePort(), freePort(), freePort()]
  const args = ['--name', 'mark', '--uses', './mark.mjs', '--with', '{"mark":"!"}', '--external']
  const child = spawn(process.execPath, [peaProgram, ...args, '--control', `127.0.0.1:${portControl}`], {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const mark = { name: 'mark', external: true, host: '127.0.0.1', portControl, portIn, portOut }
  const { running } = await start(new Flow().add(mark), {}, { hostname: '127.0.0.1' })
  await using _running = running
  await send(running, '/', 7)
  await eventually(() => Promise.resolve(pods(running).get('mark')?.served)).toBe(7)
  expect(pods(running).get('mark')).toMatchObject({ endpoints: [{ served: 7 }], processes: [{ pea: 'mark/0' }] })
})
