import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { DescriptorReserve, reservedFiles } from '../../src/launch/descriptor-reserve.ts'
import { readOpenFiles } from '../../src/launch/open-files.ts'
import { bundle } from '../bundle.ts'

describe('a reserve of descriptors', () => {
  it('is released for each launch, also for several at a time, and then taken again', async () => {
    const reserve = new DescriptorReserve(8, 1)
    expect(reserve.size).toBe(8)
    const seen: number[] = []
    const launch = async () => {
      seen.push(reserve.size)
      await new Promise(setImmediate)
      seen.push(reserve.size)
      return 'launched'
    }
    expect(await Promise.all([reserve.lend(launch), reserve.lend(launch)])).toEqual(['launched', 'launched'])
    expect([...seen, reserve.size]).toEqual([0, 0, 0, 0, 0])
    await expect.poll(() => reserve.size).toBe(8)
    reserve.close()
    expect(reserve.size).toBe(0)
  })

  it('is taken again after a launch that failed, but not once it is closed', async () => {
    const reserve = new DescriptorReserve(8, 1)
    const failing = () => Promise.reject(new Error('no such image'))
    await expect(reserve.lend(failing)).rejects.toThrow('no such image')
    await expect.poll(() => reserve.size).toBe(8)
    await reserve.lend(async () => reserve.close())
    expect(reserve.size).toBe(0)
  })

  it('is small where few files may be open', () => {
    expect([1_048_576, 256, 100, 0].map((limit) => reservedFiles({ limit }))).toEqual([32, 32, 12, 0])
  })
})

it.runIf(readOpenFiles() !== undefined)(
  'a process whose descriptors unknown peers have taken still accepts, launches, and has its reserve again',
  async () => {
    const program = await bundle('few-descriptors')
    const child = spawn('sh', ['-c', 'ulimit -n 128; exec "$0" "$1"', process.execPath, program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(JSON.parse(output)).toEqual({ alone: 'EMFILE', lent: 0, size: 16, served: 'hello' })
  },
)
