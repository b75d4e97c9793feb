import type { PeaLauncher } from '@peaflow/core'
import { Flow } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'
import { expect, onTestFinished, test } from 'vitest'
import { Cutter } from '../../pea/test/cutter.ts'
import { eventually } from '../../pea/test/eventually.ts'
import { numbered, start } from './flows.ts'

const timeout = 60_000

/** Launches processes whose control connections can be cut. */
async function cuttable() {
  const cutter = await new Cutter().start(1)
  onTestFinished(() => cutter.stop())
  const inner = processLauncher()
  const launcher: PeaLauncher = {
    name: 'process',
    launch: (spec, options) => {
      const { path, port } = spec.control
      const control = { ...spec.control, path: undefined, port: cutter.detour(path ?? port) }
      return inner.launch({ ...spec, control }, options)
    },
  }
  return { launchers: { process: launcher }, cut: () => cutter.cut() }
}

const flow = new Flow({ name: 'cut' })
  .add({ name: 'first' })
  .add({ name: 'work', uses: './slow.mjs', with: { milliseconds: 1 }, replicas: 2 })
  .add({ name: 'last' })

test('a Pea whose control connection was cut hears of the next life of its neighbour', { timeout }, async () => {
  const { launchers, cut } = await cuttable()
  const { running, happened } = await start(flow, { launchers })
  cut()
  const victim = (await running.status()).peas.find(({ id }) => id === 'first/0')?.pid
  process.kill(victim ?? 0, 'SIGKILL')
  await happened('pea-restarted', 1)
  for await (const { error } of running.stream('/', numbered(300), { batch: 1 })) expect(error).toBeUndefined()
  await running.stop()
})

test('nothing is lost when control connections are cut as Peas die', { timeout }, async () => {
  const { launchers, cut } = await cuttable()
  const { running, events, happened } = await start(flow, { launchers })
  const pids = async () => (await running.status()).peas.flatMap(({ pid }) => pid ?? [])
  let kills = 0
  for (let round = 0; round < 6; round++) {
    const victims = await pids()
    // In each round a different Pea dies, some messages before or after the cut, until all have.
    let count = 0
    for await (const { error } of running.stream('/', numbered(200), { batch: 1 })) {
      expect(error).toBeUndefined()
      count += 1
      if (count === 20 + 10 * (round % 3)) cut()
      if (count !== 40) continue
      process.kill(victims[round % victims.length] ?? 0, 'SIGKILL')
      kills += 1
    }
    expect(count).toBe(200)
    await happened('pea-restarted', kills)
  }
  expect(events.filter(({ type }) => type === 'pea-lost' || type === 'pea-degraded')).toEqual([])
  cut()
  await running.stop()
  // A stop that had to end them would show: each of them was asked, and ended with 0.
  const last = events.filter((event) => event.type === 'pea-exited' && event.expected)
  expect(last.map((event) => event.type === 'pea-exited' && event.exit.code)).toEqual(last.map(() => 0))
})

test('statistics go on after a control connection was cut', { timeout }, async () => {
  const { launchers, cut } = await cuttable()
  const { running } = await start(flow, { launchers })
  const served = () => Promise.resolve(running.statistics().pods.find(({ pod }) => pod === 'work')?.served)
  const sendSome = async () => {
    for await (const { error } of running.stream('/', numbered(50), { batch: 1 })) expect(error).toBeUndefined()
  }
  await sendSome()
  await eventually(served).toBe(50)
  cut()
  await sendSome()
  await eventually(served).toBe(100)
  await running.stop()
})
