import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { childrenOf, start } from './flows.ts'

const MEGABYTE = 1_048_576

/** Megabytes of memory of a process, as the kernel counts them. */
function residentOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

/** Megabytes that this process uses after a collection. */
function usedHere(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / MEGABYTE
}

const pods = { name: 'a', uses: './large.mjs' }

const flows: [name: string, flow: Flow][] = [
  ['executors', new Flow({ name: 'burst', timeoutRequest: 240_000 }).add(pods).add({ name: 'b', uses: './large.mjs' })],
  ['a Pea that passes them on', new Flow({ name: 'burst', timeoutRequest: 240_000 }).add(pods).add({ name: 'b' })],
]

const COUNT = 12
const BYTES = 50 * MEGABYTE

it.runIf(process.platform === 'linux').each(flows)(
  'gives the memory of twelve answers of 50 MB back: %s',
  async (_name, flow) => {
    const { running } = await start(flow)
    await using _stopped = running
    await running.request('/', [{ id: 'first' }])
    const peas = childrenOf(process.pid).map((pid) => ({ pid, before: residentOf(pid) }))
    const before = usedHere()
    const lengths = Array.from({ length: COUNT }, async () => {
      const [document] = await running.request('/large', [{ id: 'x' }], { parameters: { bytes: BYTES } })
      return document?.blob?.length
    })
    expect(new Set(await Promise.all(lengths))).toEqual(new Set([BYTES]))
    const kept = () => peas.map(({ pid, before }) => residentOf(pid) - before)
    await expect.poll(() => Math.max(...kept())).toBeLessThan(64)
    expect(kept()).toHaveLength(2)
    // V8 counts the memory of buffers that are gone in a thread of its own, some time after a collection.
    await expect.poll(() => usedHere() - before).toBeLessThan(64)
  },
  300_000,
)
