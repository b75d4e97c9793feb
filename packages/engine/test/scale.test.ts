import { Flow } from '@peaflow/flow'
import { afterEach, expect, test } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const work = { uses: './mark.mjs', with: { mark: '' } }

const flows: [name: string, flow: Flow][] = [
  ['the only Pod', new Flow({ name: 'only' }).add({ name: 'scaled', ...work })],
  [
    'a middle Pod',
    new Flow({ name: 'middle' })
      .add({ name: 'first', ...work })
      .add({ name: 'scaled', ...work })
      .add({ name: 'last', ...work }),
  ],
  [
    'a Pod between replicas',
    new Flow({ name: 'between' })
      .add({ name: 'first', ...work, replicas: 2 })
      .add({ name: 'scaled', ...work })
      .add({ name: 'last', ...work, replicas: 2 }),
  ],
  [
    'a join',
    new Flow({ name: 'join' })
      .add({ name: 'first' })
      .add({ name: 'left', ...work, needs: 'first' })
      .add({ name: 'right', ...work, needs: 'first' })
      .join(['left', 'right'], { name: 'scaled' })
      .add({ name: 'last', ...work }),
  ],
]

test.each(flows)(
  'it scales %s 1 -> 4 -> 1 under load: each document comes back once, in order',
  async (_name, flow) => {
    const { running, events } = await start(flow)
    const counts = [childrenOf(process.pid).length]
    const scaling = (async () => {
      await running.scale('scaled', 4)
      counts.push(childrenOf(process.pid).length)
      await running.scale('scaled', 1)
      counts.push(childrenOf(process.pid).length)
    })()
    let next = 0
    let isScaled = false
    const onSettled = () => {
      isScaled = true
    }
    scaling.then(onSettled, onSettled)
    // Goes on until the Pod has been scaled both ways, so that there is load all the time.
    function* documents() {
      for (let number = 0; number < 10_000 || !isScaled; number++) yield { id: String(number), text: String(number) }
    }
    for await (const { documents: answer, error } of running.stream('/', documents(), { batch: 1, ordered: true })) {
      expect({ error, id: answer[0]?.id, text: answer[0]?.text, count: answer.length }).toEqual({
        error: undefined,
        id: String(next),
        text: String(next),
        count: 1,
      })
      next += 1
    }
    await scaling
    expect(next).toBeGreaterThanOrEqual(10_000)
    expect(counts[2]).toBe(counts[0])
    expect(counts[1]).toBeGreaterThanOrEqual((counts[0] ?? 0) + 3)
    expect(events.filter(({ type }) => type === 'scaled')).toEqual([
      { type: 'scaled', pod: 'scaled', from: 1, to: 4 },
      { type: 'scaled', pod: 'scaled', from: 4, to: 1 },
    ])
    await running.stop()
  },
)

test('a replica that was started again, removed and added once more gets ready, and is counted from where it was', async () => {
  const { running, happened } = await start(new Flow({ name: 'again' }).add({ name: 'scaled', ...work, replicas: 2 }))
  const replica = async () => (await running.status()).peas.find(({ id }) => id === 'scaled/1')
  process.kill((await replica())?.pid ?? 0, 'SIGKILL')
  await happened('pea-restarted', 1)
  await running.scale('scaled', 1)
  await running.scale('scaled', 2)
  expect(await replica()).toMatchObject({ phase: 'ready', incarnation: 3, restarts: 0 })
  expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: '0' }])
  await running.stop()
})

test('it goes on as before when a new replica cannot be launched', async () => {
  const flow = new Flow({ name: 'narrow' }).add({ name: 'scaled', uses: './alone.mjs' })
  const { running } = await start(flow)
  await expect(running.scale('scaled', 3)).rejects.toMatchObject({ message: expect.stringContaining('I am not alone') })
  expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: '0' }])
  expect(childrenOf(process.pid)).toHaveLength(1)
  await running.stop()
})

test('it needs a function that plans', async () => {
  const { running } = await start(new Flow({ name: 'plain' }).add({ name: 'scaled' }), { replan: undefined })
  await expect(running.scale('scaled', 2)).rejects.toMatchObject({ code: 'LAUNCH_NO_REPLAN' })
  await running.stop()
})
