import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)
let directory = ''

/** Writes a line for each call. */
const CODE = `
export default async ([{ id }]) => {
  console.log('called ' + id)
  await new Promise((resolve) => setTimeout(resolve, 3))
}
`

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'peaflow-polite-'))
  writeFileSync(join(directory, 'work.mjs'), CODE)
})

afterEach(() => {
  rmSync(directory, { recursive: true })
  expect(childrenOf(process.pid)).toEqual(before)
})

type Started = Awaited<ReturnType<typeof start>>

const changes: [name: string, replicas: number, change: (started: Started) => unknown][] = [
  ['its only Pea is restarted', 1, ({ running }) => running.restart('work')],
  ['its replicas are restarted', 3, ({ running }) => running.restart('work')],
  ['it loses replicas', 4, ({ running }) => running.scale('work', 2)],
  ['it gets replicas', 2, ({ running }) => running.scale('work', 4)],
  ['it loses all replicas but one', 3, ({ running }) => running.scale('work', 1)],
  ['it gets its second replica', 1, ({ running }) => running.scale('work', 2)],
  ['one of its replicas gets SIGTERM', 2, ({ happened }) => signal().then(() => happened('pea-restarted', 1))],
  ['its only Pea gets SIGTERM', 1, ({ happened }) => signal().then(() => happened('pea-restarted', 1))],
]

/** Signals the Pea that was launched last. */
async function signal(): Promise<void> {
  const pid = childrenOf(process.pid)
    .filter((child) => !before.includes(child))
    .at(-1)
  if (pid !== undefined) process.kill(pid, 'SIGTERM')
}

test.each(changes)('it calls the executor of a Pod once for each request while %s', async (_name, replicas, change) => {
  const flow = new Flow({ name: 'polite' }).add({ name: 'work', uses: './work.mjs', replicas })
  const started = await start(flow, { directory })
  const { running, lines } = started
  const numbers: number[] = []
  let changed: unknown
  for await (const { error, documents } of running.stream('/', numbered(600), { batch: 1 })) {
    expect(error).toBeUndefined()
    numbers.push(Number(documents[0]?.id))
    if (numbers.length === 200) changed = change(started)
  }
  await changed
  const ids = [...numbered(600)].map(({ id }) => `called ${id}`)
  await running.stop()
  expect(
    lines
      .map(({ text }) => text)
      .filter((text) => text.startsWith('called '))
      .toSorted(),
  ).toEqual(ids.toSorted())
  expect(numbers.toSorted((one, other) => one - other)).toEqual(ids.map((_, index) => index))
})
