import { FlowError, type PeaSpec } from '@peaflow/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { ExecutorHost } from '../../src/executor/host.ts'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { threadHost } from '../../src/executor/thread/host.ts'
import { eventually } from '../eventually.ts'
import { call, folderOf, specIn } from './folder.ts'
import { buildProgram } from './program.ts'

const program = buildProgram()
const directory = folderOf({
  'all.mjs': `
    export default {
      setup({ log, with: { fails } }) { log.info('up'); if (fails) throw new Error('no model') },
      async teardown({ log }) { await null; log.info('down') },
      requests: {
        '/wait': (documents, { signal, log }) => new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
          log.info('waits')
        }),
        '/late': (documents, { signal }) => new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(documents.map((one) => ({ ...one, reason: signal.reason.code }))))
        }),
        '/throw': () => { throw new RangeError('far') },
        default: (documents) => documents.map((one) => ({ ...one, n: 1 })),
      },
    }`,
})

const output: string[] = []
afterEach(() => void output.splice(0))

const hosts: [name: string, (spec: PeaSpec) => ExecutorHost][] = [
  ['in this thread', (spec) => inProcessHost(spec, { onLog: ({ text }) => output.push(`${text}\n`) })],
  ['in a thread of its own', (spec) => threadHost(spec, { program, onOutput: (_, chunk) => output.push(`${chunk}`) })],
]
const specOf = (fails = false) => specIn(directory, { uses: './all.mjs', with: { fails } })
const text = () => output.join('')
const one = [{ id: 'a' }]
const late = new FlowError('REQUEST_TIMEOUT', 'too late')

describe.each(hosts)('an executor %s', (_, hostOf) => {
  it('is set up, called and torn down, once', async () => {
    const host = hostOf(specOf())
    await host.setup()
    expect(await call(host, [one])).toEqual([{ id: 'a', n: 1 }])
    await Promise.all([host.teardown(), host.teardown()])
    await host.teardown()
    await eventually(text).toBe('up\ndown\n')
  })

  it('may be torn down before it is set up', async () => {
    await hostOf(specOf()).teardown()
    expect(text()).toBe('')
  })

  it('fails its setup by name, and can be torn down then', async () => {
    const host = hostOf(specOf(true))
    await expect(host.setup()).rejects.toMatchObject({ code: 'LAUNCH_EXECUTOR_SETUP' })
    await host.teardown()
    await eventually(text).toBe('up\n')
  })

  it('has the call of one request aborted, and no other', async () => {
    const host = hostOf(specOf())
    await host.setup()
    const aborted = call(host, [one], { endpoint: '/wait', id: 1 })
    const other = call(host, [one], { endpoint: '/late', id: 2 })
    host.abort(3, late)
    host.abort(1, late)
    host.abort(1, late)
    await expect(aborted).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', message: 'too late' })
    expect(await call(host, [one])).toEqual([{ id: 'a', n: 1 }])
    host.abort(2, late)
    expect(await other).toEqual([{ id: 'a', reason: 'REQUEST_TIMEOUT' }])
    host.abort(2, late)
    await host.teardown()
  })

  it('fails a call that throws, and only that', async () => {
    const host = hostOf(specOf())
    await host.setup()
    const calls = [1, 2, 3].map((id) => call(host, [one], { endpoint: id === 2 ? '/throw' : '/', id }))
    const ends = await Promise.allSettled(calls)
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(ends[1]).toMatchObject({ reason: { code: 'REQUEST_EXECUTOR', message: 'RangeError: far' } })
    await host.teardown()
  })

  it('does not wait for a call that runs when it is torn down', async () => {
    const host = hostOf(specOf())
    await host.setup()
    const ends: unknown[] = []
    call(host, [one], { endpoint: '/wait' }).catch((error) => ends.push(error))
    await eventually(text).toBe('up\nwaits\n')
    await host.teardown()
    await eventually(text).toBe('up\nwaits\ndown\n')
  })
})
