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
  ['executors', new Flow({ name: 'burst' }).add(pods).add({ name: 'b', uses: './large.mjs' })],
  ['a Pea that passes them on', new Flow({ name: 'burst' }).add(pods).add({ name: 'b' })],
]

const bursts: [count: number, bytes: number][] = [
  [12, 50 * MEGABYTE],
  [300, MEGABYTE],
]

const cases = flows.flatMap(([name, flow]) => bursts.map(([count, bytes]) => ({ name, flow, count, bytes })))

it.runIf(process.platform === 'linux').each(cases)(
  'gives the memory of $count answers of $bytes bytes back: $name',
  async ({ flow, count, bytes }) => {
    const { running } = await start(flow)
    await using _stopped = running
    await running.request('/', [{ id: 'first' }])
    const peas = childrenOf(process.pid).map((pid) => ({ pid, before: residentOf(pid) }))
    const before = usedHere()
    const lengths = Array.from({ length: count }, async () => {
      const [document] = await running.request('/large', [{ id: 'x' }], { parameters: { bytes } })
      return document?.blob?.length
    })
    expect(new Set(await Promise.all(lengths))).toEqual(new Set([bytes]))
    const kept = () => peas.map(({ pid, before }) => residentOf(pid) - before)
    await expect.poll(() => Math.max(...kept()), { timeout: 10_000 }).toBeLessThan(64)
    expect(kept()).toHaveLength(2)
    expect(usedHere() - before).toBeLessThan(64)
  },
)
