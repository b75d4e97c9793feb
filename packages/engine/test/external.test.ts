import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Flow } from '@peaflow/flow'
import { peaProgram } from '@peaflow/pea'
import { openRouter, pingPea } from '@peaflow/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../../../test/free-port.ts'
import { directory, numbered, start } from './flows.ts'

const host = '127.0.0.1'
let child: ChildProcess
let control: number
let ports: readonly number[]

function launch(): void {
  const args = ['--name', 'mark', '--uses', './mark.mjs', '--with', '{"mark":"!"}', '--external']
  child = spawn(process.execPath, [peaProgram, ...args, '--control', `${host}:${control}`], {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

beforeEach(() => {
  ports = [freePort(), freePort(), freePort()]
  control = ports[0] ?? 0
  launch()
})

afterEach(async () => {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

function flowOf(name: string, pod = 'mark'): Flow {
  const [, portIn, portOut] = ports
  return new Flow({ name })
    .add({ name: 'upper', uses: './upper.mjs' })
    .add({ name: pod, external: true, host, portControl: control, portIn, portOut })
    .add({ name: 'after', uses: './mark.mjs', with: { mark: '.' } })
}

const build = { hostname: host }

test('an external Pea serves one Flow after the other, and stays up', async () => {
  for (const name of ['one', 'two']) {
    const { running } = await start(flowOf(name), {}, build)
    const pods = ['upper', 'mark', 'after'].map((pod) => ({ pod }))
    expect(running.endpoints()).toEqual({ takesAll: true, endpoints: [{ endpoint: 'default', pods }] })
    const texts: unknown[] = []
    for await (const { documents, error } of running.stream('/', numbered(500), { batch: 5, ordered: true })) {
      expect(error).toBeUndefined()
      texts.push(...documents.map(({ text }) => text))
    }
    expect(texts).toEqual([...numbered(500)].map(({ text }) => `${text}!.`))
    expect(await pingPea({ host, port: control })).toMatchObject({ pea: 'mark/0', flow: name, state: 'ready' })
    await running.stop()
    expect(await pingPea({ host, port: control })).toMatchObject({ pea: 'mark/0', flow: '', protocol: 2 })
  }
})

test('a second Flow is refused by name, and the first goes on', async () => {
  const { running } = await start(flowOf('first'), {}, build)
  await expect(start(flowOf('second'), {}, build)).rejects.toMatchObject({
    code: 'LAUNCH_EXTERNAL_BUSY',
    message: '"mark/0" already serves the Flow "first"',
  })
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'X!.' }])
  await running.stop()
})

test('the errors for another Pea, and for none, differ', async () => {
  await pingPea({ host, port: control, timeout: 30_000 })
  await expect(start(flowOf('other', 'encode'), {}, build)).rejects.toMatchObject({
    code: 'LAUNCH_OTHER_PEA',
    message: expect.stringMatching(/^the Pea at tcp:.* is "mark\/0", not "encode\/0"$/),
  })
  const { socket, port } = await openRouter({ host, port: 0 })
  socket.close()
  const nowhere = new Flow().add({ name: 'mark', external: true, host, portControl: port, timeoutReady: 300 })
  await expect(start(nowhere, {}, build)).rejects.toMatchObject({ code: 'LAUNCH_PING' })
})

test('the Flow takes up a Pea that was started again', async () => {
  const { running, happened } = await start(flowOf('again'), {}, build)
  child.kill('SIGKILL')
  await once(child, 'exit')
  launch()
  await happened('pea-restarted', 1)
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'X!.' }])
  await running.stop()
})

test('a degraded one is taken up once it is back; meanwhile requests fail, and the Flow can stop', {
  timeout: 120_000,
}, async () => {
  for (const comesBack of [true, false]) {
    const { running, happened } = await start(flowOf('degraded'), {}, build)
    child.kill('SIGKILL')
    await happened('pea-degraded', 1)
    await expect(running.request('/', [{ text: 'x' }])).rejects.toMatchObject({ code: 'REQUEST_PEA_LOST' })
    launch()
    if (comesBack) {
      await happened('pea-restarted', 1)
      expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'X!.' }])
    }
    await running.stop()
    await pingPea({ host, port: control, timeout: 30_000 })
  }
})

test('one that is stopped is gone after its time, and taken up again when it goes on', {
  timeout: 120_000,
}, async () => {
  const flow = flowOf('silent').set('mark', { timeoutAlive: 2_000 })
  const { running, events, happened } = await start(flow, {}, build)
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'X!.' }])
  child.kill('SIGSTOP')
  const stoppedAt = performance.now()
  const answer = running.request('/', [{ text: 'y' }])
  await happened('pea-exited', 1)
  console.log(
    `an external Pea was gone ${Math.round(performance.now() - stoppedAt)} ms after SIGSTOP, timeout_alive 2 s`,
  )
  child.kill('SIGCONT')
  // It was called again, since the life of the Pea that held the request has ended; the answer comes once.
  expect(await answer).toMatchObject([{ text: 'Y!.' }])
  await happened('pea-restarted', 1)
  for await (const { error } of running.stream('/', numbered(200), { batch: 1 })) expect(error).toBeUndefined()
  expect(events.filter(({ type }) => type === 'pea-lost')).toEqual([])
  await running.stop()
})
