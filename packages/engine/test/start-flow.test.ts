import { getEventListeners } from 'node:events'
import type { Executor } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { inlineLauncher, processLauncher } from '@peaflow/runtime-local'
import { afterEach, describe, expect, test } from 'vitest'
import { startFlow } from '../src/start/start-flow.ts'
import { childrenOf, directory, numbered, start } from './flows.ts'

const before = { children: childrenOf(process.pid), listeners: countListeners() }

function countListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
}

afterEach(() => {
  expect({ children: childrenOf(process.pid), listeners: countListeners() }).toEqual(before)
})

const hello = new Flow({ name: 'hello' })
  .add({ name: 'upper', uses: './upper.mjs' })
  .add({ name: 'mark', uses: './mark.mjs', with: { mark: '!' } })

test('it runs a chain of processes', async () => {
  const { running, events } = await start(hello)
  expect(await running.request('/', [{ text: 'hello' }])).toMatchObject([{ text: 'HELLO!' }])
  await running.stop()
  await running.stopped
  const history = events.map(({ type, ...event }) => `${type} ${'pea' in event ? event.pea : ''}`)
  // The last Pea ends first.
  expect(history.slice(-2)).toEqual(['pea-exited mark/0', 'pea-exited upper/0'])
  expect(events.filter(({ type }) => type === 'pea-ready')).toHaveLength(3)
})

test('it runs inline, in this process', async () => {
  const twice: Executor = (documents) => documents.map(({ text }) => ({ text: `${text}${text}` }))
  const flow = new Flow({ name: 'inline' }).add({ name: 'double', runtime: 'inline', uses: twice })
  await using running = (await start(flow, { executors: { double: twice } })).running
  expect(childrenOf(process.pid)).toEqual(before.children)
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'xx' }])
})

test('it joins what it forked', async () => {
  const flow = new Flow({ name: 'fork' })
    .add({ name: 'a' })
    .add({ name: 'left', uses: './mark.mjs', with: { mark: 'l' }, needs: 'a' })
    .add({ name: 'right', uses: './mark.mjs', with: { mark: 'r' }, needs: 'a' })
    .join(['left', 'right'], { name: 'both' })
  await using running = (await start(flow)).running
  const texts: unknown[] = []
  for await (const { documents, error } of running.stream('/', numbered(1_000), { batch: 10, ordered: true })) {
    expect(error).toBeUndefined()
    texts.push(...documents.map(({ text }) => text))
  }
  expect(texts).toEqual([...numbered(1_000)].map(({ text }) => `${text}r`))
})

test('it runs two Flows of one plan side by side', async () => {
  const flows = await Promise.all([start(hello), start(hello)])
  const answers = await Promise.all(
    flows.map(({ running }, index) => running.request('/', [{ text: `flow ${index}` }])),
  )
  expect(answers).toMatchObject([[{ text: 'FLOW 0!' }], [{ text: 'FLOW 1!' }]])
  await Promise.all(flows.map(({ running }) => running.stop()))
})

describe('a start that fails leaves nothing behind', () => {
  const cases: [name: string, uses: string, expected: object][] = [
    [
      'an executor that does not exist',
      './absent.mjs',
      { message: expect.stringMatching(/^Pod "bad", Pea "bad\/0": .*absent\.mjs/) },
    ],
    [
      'a setup that throws',
      './throw.mjs',
      { message: expect.stringMatching(/^Pod "bad", Pea "bad\/0": .*no model here/) },
    ],
    [
      'a Pea that ends',
      './exit.mjs',
      {
        code: 'LAUNCH_PEA_EXITED',
        message: '"bad/0" ended before it was ready: exit code 3\nIts last lines:\n  about to end',
      },
    ],
    [
      'a Pea that is never ready',
      './never.mjs',
      {
        code: 'LAUNCH_NOT_READY',
        message: expect.stringMatching(
          /^not ready in time: "bad\/0" \(5 s\)\nbad\/0:\nIts last lines:\n {2}loading forever$/,
        ),
      },
    ],
  ]

  test.each(cases)('it names %s', async (_name, uses, expected) => {
    const flow = hello.add({ name: 'bad', uses, timeoutReady: uses === './never.mjs' ? 5_000 : 30_000 })
    await expect(start(flow)).rejects.toMatchObject(expected)
  })

  test('it names a runtime without a launcher', async () => {
    const launchers = { process: processLauncher(), inline: inlineLauncher() }
    const flow = hello.add({ name: 'far', runtime: 'moon' })
    await expect(start(flow, { launchers })).rejects.toMatchObject({
      code: 'LAUNCH_UNKNOWN_RUNTIME',
      message: expect.stringContaining('"moon"'),
      hint: expect.stringContaining('process, inline'),
    })
  })

  test('it names a function that is missing', async () => {
    const flow = new Flow().add({ name: 'inside', runtime: 'inline', uses: (documents) => documents })
    await expect(start(flow)).rejects.toMatchObject({ code: 'LAUNCH_NO_EXECUTOR' })
  })
})

describe('a start that is aborted leaves nothing behind', () => {
  const abortedAt = async (moment: string) => {
    const controller = new AbortController()
    const { signal } = controller
    const abortAt = ({ type }: { type: string }) => {
      if (type === moment) controller.abort()
    }
    const starting = startFlow(buildFlow(hello), {
      launchers: { process: processLauncher() },
      directory,
      signal,
      onEvent: abortAt,
    })
    if (moment === 'at once') controller.abort()
    await expect(starting).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  }

  test.each(['at once', 'pea-launched', 'pea-ready'])('it is aborted: %s', abortedAt)

  test('it is aborted while Peas get ready, in whatever order', { timeout: 600_000 }, async () => {
    // Now and then all of them are ready but the gateway, which never will be.
    for (let times = 0; times < 20; times += 1) await abortedAt('pea-ready')
  })

  test('it ends a Flow that is up', async () => {
    const controller = new AbortController()
    const { running } = await start(hello, { signal: controller.signal })
    controller.abort()
    await running.stopped
    await expect(running.request('/', [{ text: 'late' }])).rejects.toMatchObject({ code: 'REQUEST_STOPPED' })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})
