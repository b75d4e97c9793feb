import { type Executor, type ExecutorContext, FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { encodePayload } from '../../src/document/payload.ts'
import { WHOLE } from '../../src/executor/host.ts'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { userStack } from '../../src/executor/stack.ts'
import { call, NO_PIECES, specIn } from './folder.ts'
import { directory, hosting, one } from './hosting.ts'

/** An executor in plain JavaScript, which may return anything. */
function returning(result: unknown): Executor {
  return (() => result) as () => undefined
}

describe('a call', () => {
  it('replaces the documents by what a function returns, at every endpoint', async () => {
    const host = await hosting((documents) => documents.map(({ text, ...rest }) => ({ ...rest, n: 1 })))
    expect(await call(host, [one])).toEqual([{ id: 'a', n: 1 }])
    expect(await call(host, [one], { endpoint: '/else' })).toEqual([{ id: 'a', n: 1 }])
  })

  it('passes on documents that were changed in place if it returns undefined, at once or later', async () => {
    for (const later of [undefined, Promise.resolve(undefined)]) {
      const host = await hosting((documents) => {
        for (const document of documents) document.text = 'changed'
        return later
      })
      expect(await call(host, [one])).toEqual([{ id: 'a', text: 'changed' }])
    }
  })

  it('goes to its endpoint, otherwise to default, otherwise passes documents on', async () => {
    const requests = { '/a': () => [{ id: 'of a' }], default: () => [{ id: 'of default' }] }
    const all = await hosting({ requests })
    expect(await call(all, [one], { endpoint: '/a' })).toEqual([{ id: 'of a' }])
    expect(await call(all, [one], { endpoint: '/' })).toEqual([{ id: 'of default' }])
    const some = await hosting({ requests: { '/a': requests['/a'] } })
    expect(await call(some, [one], { endpoint: '/b' })).toEqual(one)
    expect(await call(some, [one], { endpoint: '/toString' })).toEqual(one)
    expect(await call(await hosting({ setup: () => {} }), [one])).toEqual(one)
  })

  it('passes documents on unread', async () => {
    const host = await hosting({ requests: {} })
    const payload = Uint8Array.from([0xc1])
    expect(await host.call({ id: 0, endpoint: '/', timeLeft: 1, payloads: [payload], piece: WHOLE }, NO_PIECES)).toBe(
      payload,
    )
  })

  it('gets the merged documents of several messages', async () => {
    const host = await hosting((documents) => documents)
    const messages = [[{ id: 'a', tags: { x: 1 } }], [{ id: 'a', tags: { y: 2 } }, { id: 'b' }]]
    expect(await call(host, messages)).toEqual([{ id: 'a', tags: { x: 1, y: 2 } }, { id: 'b' }])
  })

  it('receives with, the parameters and its replica in ctx', async () => {
    let received: ExecutorContext | undefined
    const host = await hosting(
      (_, context) => {
        received = context
      },
      { with: { model: 'm' }, replicaId: 2, replicas: 3 },
    )
    await call(host, [one], { parameters: { top: 5 } })
    expect(received).toMatchObject({ with: { model: 'm' }, parameters: { top: 5 }, replicaId: 2, replicas: 3 })
  })

  it('passes parameters on', async () => {
    const host = await hosting((documents, { parameters }) => documents.map((one) => ({ ...one, ...parameters })))
    const payload = encodePayload({ documents: one, parameters: { p: 1 } })
    const plain = { endpoint: '/', timeLeft: 1, piece: WHOLE }
    const first = await host.call({ id: 0, payloads: [payload], ...plain }, NO_PIECES)
    const second = await host.call({ id: 1, payloads: [first], ...plain }, NO_PIECES)
    expect(second).toEqual(encodePayload({ documents: [{ ...one[0], p: 1 }], parameters: { p: 1 } }))
  })

  it.each([
    ['a string', 'text', 'the executor returned a string, not an array of documents'],
    ['null', null, 'the executor returned null, not an array of documents'],
    ['a document', { id: 'a' }, 'the executor returned an object, not an array of documents'],
    ['a Set', new Set([{ id: 'a' }]), 'the executor returned an object, not an array of documents'],
    ['a promise of a number', Promise.resolve(7), 'the executor returned a number, not an array of documents'],
  ])('that returns %s fails', async (_, result, message) => {
    const host = await hosting(returning(result))
    await expect(call(host, [one])).rejects.toMatchObject({ code: 'REQUEST_RESULT', message })
  })

  it.each([
    [[1], 'documents[0] is a number, but a document is an object'],
    [[{ id: 'a', f() {} }], 'documents[0].f is a function'],
  ])('that returns something other than documents fails', async (result, message) => {
    const host = await hosting(returning(result))
    await expect(call(host, [one])).rejects.toMatchObject({ code: 'REQUEST_DOCUMENT', message })
  })

  it.each([
    ['an error', new Error('boom'), 'boom'],
    ['a kind of error', new RangeError('far'), 'RangeError: far'],
    ['an error without a message', new Error(), 'Error'],
    ['a string', 'boom', 'boom'],
    ['undefined', undefined, 'it threw undefined'],
    ['an object', { why: 1 }, 'it threw {"why":1}'],
    ['a very long string', 'x'.repeat(10_000), 'x'.repeat(4_000)],
  ])('that throws %s fails', async (_, thrown, message) => {
    const host = await hosting(() => {
      throw thrown
    })
    await expect(call(host, [one])).rejects.toMatchObject({ code: 'REQUEST_EXECUTOR', message })
    const later = await hosting(() => Promise.reject(thrown))
    await expect(call(later, [one])).rejects.toMatchObject({ code: 'REQUEST_EXECUTOR', message })
  })

  it('preserves the code of a FlowError', async () => {
    const host = await hosting(() => {
      throw new FlowError('REQUEST_EMPTY', 'nothing to do', { hint: 'send some' })
    })
    await expect(call(host, [one])).rejects.toMatchObject({ code: 'REQUEST_EMPTY', hint: 'send some' })
  })

  it('reports only the user’s part of the stack trace', async () => {
    const host = await hosting(async function userCode() {
      await null
      throw new Error('boom')
    })
    const error = (await call(host, [one]).catch((error) => error)) as FlowError
    const stack = userStack(error.cause)
    expect(stack).toMatch(/^Error: boom\n\s+at .*userCode.*in-process\.test\.ts/)
    expect(stack?.split('\n')).toHaveLength(2)
  })
})

it('is torn down as soon as it is set up if it was told to end meanwhile, and not if its setup fails', async () => {
  for (const fails of [false, true]) {
    const events: string[] = []
    let finish = () => {}
    const setup = new Promise<void>((resolve, reject) => {
      finish = fails ? () => reject(new Error('no model')) : resolve
    })
    const executor: Executor = { setup: () => setup, teardown: () => void events.push('down') }
    const host = inProcessHost(specIn(directory, {}), { executor })
    const settingUp = host.setup().catch(() => void events.push('failed'))
    await host.teardown()
    expect(events).toEqual([])
    finish()
    await settingUp
    expect(events).toEqual([fails ? 'failed' : 'down'])
  }
})
