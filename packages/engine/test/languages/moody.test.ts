import { fileURLToPath } from 'node:url'
import type { Document } from '@peaflow/core'
import { Flow, type PodOptions } from '@peaflow/flow'
import { afterEach, describe, expect } from 'vitest'
import { start } from '../flows.ts'
import { testPython } from './python.ts'

const directory = fileURLToPath(new URL('executors', import.meta.url))

type Started = Awaited<ReturnType<typeof start>>

const flows: Started[] = []
afterEach(async () => {
  await Promise.all(flows.splice(0).map(({ running }) => running.stop()))
})

async function open(options: PodOptions = {}): Promise<Started> {
  const started = await start(new Flow().add({ name: 'moody', uses: './moody.py', retries: 0, ...options }), {
    directory,
  })
  flows.push(started)
  return started
}

const one: Document[] = [{ id: 'a', text: 'x' }]

describe.each(['process', 'thread', 'inline'])('an executor in Python, with the runtime %s', (runtime) => {
  testPython.each([
    ['/exit', 'ended its process with exit code 3; its last line on stderr: the reason'],
    ['/segfault', 'was ended by SIGSEGV'],
  ])('dies by name (%s), and its next life answers', async (endpoint, message) => {
    const { running, events, happened } = await open({ runtime })
    await expect(running.request(endpoint, one)).rejects.toMatchObject({ code: expect.stringMatching(/^REQUEST_/) })
    await happened('pea-restarted', 1)
    expect(JSON.stringify(events)).toContain(message)
    expect(await running.request('/', one)).toEqual(one)
  })
})

describe('an executor in Python', () => {
  testPython('that runs out of memory in a call fails that call by name, and lives', async () => {
    const { running, events } = await open()
    await expect(running.request('/memory', one)).rejects.toThrow(/MemoryError/)
    expect(await running.request('/', one)).toEqual(one)
    expect(events.filter(({ type }) => type === 'pea-restarted')).toEqual([])
  })

  testPython(
    'keeps its links while it holds the lock of the interpreter for longer than a Pea may be silent',
    async () => {
      const { running, events } = await open({ timeoutAlive: 1_000 })
      expect(await running.request('/hold', one, { parameters: { seconds: 20 } })).toEqual(one)
      expect(events.filter(({ type }) => type === 'pea-restarted')).toEqual([])
    },
  )

  testPython('may flood its output, which harms nothing', async () => {
    const { running, lines } = await open()
    expect(await running.request('/flood', one)).toEqual(one)
    expect(lines.length).toBeLessThan(100_000)
    expect(await running.request('/', one)).toEqual(one)
  })

  testPython('may write to descriptors 3 and 4, which are not those of its messages', async () => {
    const { running } = await open()
    expect(await running.request('/descriptors', one)).toEqual(one)
    expect(await running.request('/', one)).toEqual(one)
  })

  testPython('may leave threads behind, and ends all the same', async () => {
    const { running } = await open()
    expect(await running.request('/thread', one)).toEqual(one)
    await running.stop()
  })
})
