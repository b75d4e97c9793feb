import { FlowError as Failure, type FlowError } from '@peaflow/core'
import { afterEach, describe, expect, it } from 'vitest'
import { type ThreadHost, type ThreadHostOptions, threadHost } from '../../src/executor/thread/host.ts'
import { eventually } from '../eventually.ts'
import { call, folderOf, specIn } from './folder.ts'
import { buildProgram } from './program.ts'

const program = buildProgram()
const directory = folderOf({
  'echo.mjs': 'export default (documents) => documents.map((one) => ({ ...one, echoed: true }))',
  'all.mjs': `
    export default {
      setup({ log, with: { model } }) { log.info('set up with %s', model) },
      teardown({ log }) { log.info('torn down') },
      requests: {
        '/throw': () => { throw new TypeError('boom') },
        '/exit': () => process.exit(3),
        '/later': () => { setTimeout(() => { throw new Error('uncaught') }); return new Promise(() => {}) },
        '/reject': () => { Promise.reject(new Error('not awaited')); return new Promise(() => {}) },
        '/fill': () => { const all = []; for (;;) all.push(new Array(1e5).fill({})) },
        '/loop': () => { for (;;); },
        '/wait': async (_, { signal }) => { await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },
        '/hang': () => new Promise(() => {}),
        '/flood': () => { for (let i = 0; i < 2e5; i++) console.log('x'.repeat(100)) },
        '/wrong': () => 'text',
        default: (documents) => documents,
      },
    }`,
  'setup.mjs': "export default { setup() { throw new Error('no model') } }",
  'setup-exit.mjs': 'export default { setup() { process.exit(4) } }',
  'teardown-hangs.mjs': 'export default { teardown: () => new Promise(() => {}) }',
  'handles.mjs': 'export default { setup() { setInterval(() => {}, 1e6) } }',
})

const hosts: ThreadHost[] = []
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.terminate()))
})

let output = ''

async function hosting(uses: string, options: ThreadHostOptions = {}): Promise<ThreadHost> {
  output = ''
  const onOutput = (_: string, chunk: Buffer) => {
    output += chunk
  }
  const host = threadHost(specIn(directory, { uses, with: { model: 'm' } }), { program, onOutput, ...options })
  hosts.push(host)
  await host.setup()
  return host
}

const one = [{ id: 'a', embedding: new Float32Array([1, 2]) }]

describe('a thread', () => {
  it('answers calls, in any number at once', async () => {
    const host = await hosting('./echo.mjs')
    const numbers = Array.from({ length: 200 }, (_, request) => request)
    const answers = await Promise.all(numbers.map((n) => call(host, [[{ id: `d${n}` }]], { id: n })))
    expect(answers.flat()).toEqual(numbers.map((n) => ({ id: `d${n}`, echoed: true })))
    expect(await call(host, [one])).toEqual([{ ...one[0], echoed: true }])
  })

  it('accepts payloads that are views, and does not change them', async () => {
    const host = await hosting('./echo.mjs')
    const large = [{ id: 'a', blob: new Uint8Array(200_000).fill(7) }]
    expect(await call(host, [large])).toEqual([{ ...large[0], echoed: true }])
  })

  it('sets up, tears down, and reports what the executor writes', async () => {
    const host = await hosting('./all.mjs')
    await host.teardown()
    await host.teardown()
    await eventually(() => output).toBe('set up with m\ntorn down\n')
  })

  it('ends even if a timer is active', async () => {
    await (await hosting('./handles.mjs')).teardown()
  })

  it('fails the call that throws, with the stack of the user’s code, and goes on', async () => {
    const host = await hosting('./all.mjs')
    const error = (await call(host, [one], { endpoint: '/throw' }).catch((error) => error)) as FlowError
    expect(error).toMatchObject({ code: 'REQUEST_EXECUTOR', message: 'TypeError: boom' })
    expect((error.cause as Error).stack).toMatch(/^TypeError: boom\n\s+at .*all\.mjs:6:\d+\)?$/)
    await expect(call(host, [one], { endpoint: '/wrong' })).rejects.toMatchObject({ code: 'REQUEST_RESULT' })
    expect(await call(host, [one])).toEqual(one)
  })

  it('aborts the signal of a call with the reason', async () => {
    const host = await hosting('./all.mjs')
    const calling = call(host, [one], { endpoint: '/wait', id: 5 })
    host.abort(5, new Failure('REQUEST_TIMEOUT', 'too late', { hint: 'sooner' }))
    await expect(calling).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', message: 'too late', hint: 'sooner' })
  })

  it('copes with a flood of output', async () => {
    const host = await hosting('./all.mjs')
    await call(host, [one], { endpoint: '/flood' })
    expect(await call(host, [one])).toEqual(one)
    await eventually(() => output.length).toBeGreaterThan(2e7)
  })
})

describe('a thread that ends on its own', () => {
  it.each([
    ['/exit', 'the executor ended its thread: process.exit(3)'],
    ['/later', 'the executor threw an uncaught error: Error: uncaught'],
    ['/reject', 'the executor threw an uncaught error: Error: not awaited'],
    ['/fill', 'the executor ran out of memory (limit 32 MB)'],
  ])('at %s says why, and settles no call: the sender still has the request', async (endpoint, message) => {
    const host = await hosting('./all.mjs', { heap: 32 })
    let settled = false
    const settle = () => {
      settled = true
    }
    call(host, [one], { endpoint }).then(settle, settle)
    const error = await host.died
    expect(error.code).toBe('LAUNCH_EXECUTOR_ENDED')
    expect(error.message).toContain(message)
    expect(settled).toBe(false)
    expect(host.exitCode).toBe(endpoint === '/exit' ? 3 : 1)
    await host.teardown()
  })

  it('during setup fails the setup', async () => {
    await expect(hosting('./setup-exit.mjs')).rejects.toMatchObject({ message: expect.stringContaining('exit(4)') })
    await expect(hosting('./setup.mjs')).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_SETUP',
      message: 'setup of the executor failed: no model',
    })
  })
})

describe('the end of a thread', () => {
  it.each(['/loop', '/hang'])('does not wait for a call that never returns from %s', async (endpoint) => {
    const host = await hosting('./all.mjs')
    call(host, [one], { endpoint, id: 1 }).catch(() => undefined)
    host.abort(1, new Failure('REQUEST_TIMEOUT', 'too late'))
    await host.teardown()
  })

  it('can be forced while teardown hangs', async () => {
    const host = await hosting('./teardown-hangs.mjs')
    const down = host.teardown()
    await host.terminate()
    await down
  })

  it('may come before setup', async () => {
    await threadHost(specIn(directory), { program }).teardown()
  })
})
