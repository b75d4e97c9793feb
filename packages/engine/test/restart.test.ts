import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)
let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'peaflow-restart-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
  expect(childrenOf(process.pid)).toEqual(before)
})

/** Writes an executor that sets the text of each document. */
function write(file: string, text: string): void {
  const code = `(documents) => documents.map((document) => ({ ...document, text: '${text}' }))`
  writeFileSync(
    join(directory, file),
    file.endsWith('.cjs') ? `module.exports = ${code}\n` : `export default ${code}\n`,
  )
}

/** Sends documents one after another until a change of the Flow is complete. Returns their texts, in order. */
async function textsDuring(running: Awaited<ReturnType<typeof start>>['running'], change: Promise<void>) {
  let isOver = false
  const onOver = () => {
    isOver = true
  }
  change.then(onOver, onOver)
  function* documents() {
    for (let id = 0; id < 500 || !isOver; id++) yield { id: String(id) }
  }
  const texts: unknown[] = []
  for await (const { documents: answer, error } of running.stream('/', documents(), { batch: 1, ordered: true })) {
    expect([error, answer.length, answer[0]?.id]).toEqual([undefined, 1, String(texts.length)])
    texts.push(answer[0]?.text)
  }
  await change
  return texts
}

test.each([
  ['process', 1, 'work.mjs'],
  ['process', 3, 'work.mjs'],
  ['thread', 2, 'work.mjs'],
  ['inline', 1, 'work.mjs'],
  ['inline', 2, 'work.cjs'],
  ['inline', 1, 'work.ts'],
] as const)(
  'it restarts a Pod, %s, %i replicas, %s, with its code read anew, and fails no request',
  async (...[runtime, replicas, file]) => {
    write(file, 'old')
    const flow = new Flow({ name: 'anew' })
      .add({ name: 'work', uses: `./${file}`, runtime, replicas })
      .add({ name: 'last' })
    const { running, events } = await start(flow, { directory })
    expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: 'old' }])
    write(file, 'new')
    const texts = await textsDuring(running, running.restart('work'))
    expect(new Set(texts).size).toBeLessThanOrEqual(2)
    expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: 'new' }])
    const ids = Array.from({ length: replicas }, (_, index) => `work/${index}`)
    const life = (id: string) => [
      { type: 'pea-leaving', pea: id, incarnation: 1 },
      {
        type: 'pea-exited',
        pea: id,
        incarnation: 1,
        expected: true,
        exit: expect.objectContaining({ code: 0 }),
        restartIn: 0,
      },
      { type: 'pea-launched', pea: id, incarnation: 2 },
      { type: 'pea-ready', pea: id, incarnation: 2 },
      { type: 'pea-restarted', pea: id, incarnation: 2 },
    ]
    const after = events.slice(events.findIndex(({ type }) => type === 'restarting'))
    expect(after).toEqual([
      { type: 'restarting', pod: 'work' },
      ...ids.flatMap(life),
      { type: 'restarted', pod: 'work' },
    ])
    await running.stop()
  },
)

test('it restarts the head and the tail last, and shards too', async () => {
  const work = { uses: './write.mjs', replicas: 2, polling: 'all' } as const
  const flow = new Flow({ name: 'whole' }).add({ name: 'first' }).add({ name: 'work', ...work })
  write('write.mjs', 'x')
  const { running, events } = await start(flow, { directory }, { optimize: 'none' })
  await textsDuring(running, running.restart('work'))
  const left = events.flatMap((event) => (event.type === 'pea-leaving' ? event.pea : []))
  expect(left).toEqual(['work/0', 'work/1', 'work/head', 'work/tail'])
  await running.stop()
})

test('it says which new Pea is not ready, and launches it again as its restart policy says', async () => {
  write('work.mjs', 'old')
  const flow = new Flow({ name: 'broken' }).add({ name: 'work', uses: './work.mjs', replicas: 2 })
  const { running, happened } = await start(flow, { directory })
  writeFileSync(join(directory, 'work.mjs'), 'throw new Error("no model")\n')
  await expect(running.restart('work')).rejects.toMatchObject({ message: expect.stringContaining('work/0') })
  expect((await running.status()).change).toBeUndefined()
  expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: 'old' }])
  write('work.mjs', 'new')
  await happened('pea-restarted', 1)
  await running.restart('work')
  expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: 'new' }])
  await running.stop()
})

test('it refuses what cannot be restarted', async () => {
  const { running } = await start(new Flow({ name: 'plain' }).add({ name: 'encode' }), { replan: undefined })
  await expect(running.restart('encod')).rejects.toMatchObject({
    code: 'TOPOLOGY_UNKNOWN_POD',
    hint: 'Did you mean "encode"?',
  })
  await expect(running.restart('gateway')).rejects.toMatchObject({ code: 'TOPOLOGY_RESTART' })
  const stopped = running.stop()
  await expect(running.restart('encode')).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  await stopped
})

test('it is stopped while a Pod is restarted, and answers what was asked before', async () => {
  mkdirSync(join(directory, 'executors'))
  copyFileSync(new URL('executors/slow.mjs', import.meta.url), join(directory, 'slow.mjs'))
  const flow = new Flow({ name: 'stopped' }).add({ name: 'work', uses: './slow.mjs', with: { milliseconds: 20 } })
  const { running, happened } = await start(flow, { directory })
  const answers = Array.from({ length: 20 }, () => running.request('/', [...numbered(1)]))
  const restarted = running.restart('work')
  const failed = expect(restarted).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  await happened('pea-leaving', 1)
  expect(await running.status()).toMatchObject({ change: { type: 'restarting', pod: 'work' } })
  await running.stop()
  await failed
  expect(await Promise.all(answers)).toHaveLength(20)
})
