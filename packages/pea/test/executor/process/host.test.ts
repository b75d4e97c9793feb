import { join } from 'node:path'
import { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { decodePayload, encodePayload } from '../../../src/document/payload.ts'
import { WHOLE } from '../../../src/executor/host.ts'
import { eventually } from '../../eventually.ts'
import { call } from '../folder.ts'
import { directory, logged, one, ready } from './hosting.ts'

const late = new FlowError('REQUEST_TIMEOUT', 'too late')

describe('a program', () => {
  it('answers calls, in any number at once, with typed arrays as they are', async () => {
    const host = await ready()
    const numbers = Array.from({ length: 100 }, (_, id) => id)
    const answers = await Promise.all(numbers.map((id) => call(host, [one], { endpoint: '/add', id })))
    expect(answers).toEqual(numbers.map(() => [{ ...one[0], n: 1 }]))
  })

  it('is told of its Pea', async () => {
    const host = await ready({ with: { k: 1 }, replicaId: 2, replicas: 3, workspace: 'w' })
    expect(await call(host, [one], { endpoint: '/setup' })).toEqual([
      expect.objectContaining({
        type: 'setup',
        protocol: 1,
        uses: null,
        with: { k: 1 },
        pod: 'work',
        pea: 'work/0',
        replica_id: 2,
        replicas: 3,
        directory,
        workspace: join(directory, 'w'),
        concurrency: 1,
        batch: null,
      }),
    ])
  })

  it('gets everything of a call, merged from several messages', async () => {
    const host = await ready()
    const answer = await call(host, [[{ id: 'a', x: 1 }], [{ id: 'a', y: 2 }]], {
      endpoint: '/echo',
      parameters: { p: 1 },
    })
    expect(answer).toEqual([
      {
        id: 0,
        endpoint: '/echo',
        documents: [{ id: 'a', x: 1, y: 2 }],
        parameters: { p: 1 },
        headers: {},
        time_left: 1_000,
        piece: WHOLE,
      },
    ])
  })

  it('may leave the documents as they are', async () => {
    expect(await call(await ready(), [one], { endpoint: '/none' })).toEqual(one)
  })

  it('is not called for endpoints that it does not name', async () => {
    const host = await ready({ with: { endpoints: { '/add': { input: { type: 'object' }, output: 1 } } } })
    expect(host.endpoints).toEqual({ '/add': { input: { type: 'object' } } })
    expect(await call(host, [one], { endpoint: '/exit' })).toEqual(one)
    expect(await call(host, [one], { endpoint: '/add' })).toEqual([{ ...one[0], n: 1 }])
  })

  it('fails one call, with its code, its hint and its trace', async () => {
    const host = await ready()
    await expect(call(host, [one], { endpoint: '/fail' })).rejects.toMatchObject({
      code: 'REQUEST_NO',
      message: 'no',
      hint: 'ask again',
      cause: { stack: 'Trace: no' },
    })
    await expect(call(host, [one], { endpoint: '/own' })).rejects.toMatchObject({ code: 'REQUEST_EXECUTOR' })
    await expect(call(host, [one], { endpoint: '/wrong' })).rejects.toMatchObject({ code: 'REQUEST_RESULT' })
    expect(await call(host, [one], { endpoint: '/none' })).toEqual(one)
  })

  it('streams an answer, one piece after another', async () => {
    const host = await ready()
    const taken: unknown[] = []
    const payloads = [encodePayload({ documents: one, parameters: {} })]
    const pieces = {
      begin: () => taken.push('begin'),
      take: async (payload: Uint8Array) => {
        taken.push(...decodePayload(payload).documents)
        await new Promise(setImmediate)
        taken.push('taken')
      },
    }
    const last = await host.call({ id: 1, endpoint: '/pieces', timeLeft: 1, payloads, piece: WHOLE }, pieces)
    expect(decodePayload(last).documents).toEqual([])
    expect(taken).toEqual(['begin', { n: 1 }, 'taken', { n: 2 }, 'taken', { n: 3 }, 'taken'])
  })

  it('answers a batch, whose documents are split by request', async () => {
    const host = await ready()
    const payloads = [1, 0, 2].map((count) =>
      encodePayload({ documents: Array.from({ length: count }, (_, index) => ({ index })), parameters: { p: 1 } }),
    )
    const batch = { id: 1, timeLeft: 1, payloads }
    const answers = await host.callBatch({ ...batch, endpoint: '/add' })
    expect(answers.map(decodePayload)).toEqual([
      { documents: [{ index: 0, n: 1 }], parameters: { p: 1 } },
      { documents: [], parameters: { p: 1 } },
      {
        documents: [
          { index: 0, n: 1 },
          { index: 1, n: 1 },
        ],
        parameters: { p: 1 },
      },
    ])
    await expect(host.callBatch({ ...batch, endpoint: '/echo' })).rejects.toMatchObject({
      code: 'REQUEST_BATCH_RESULT',
    })
    expect(await host.callBatch({ ...batch, endpoint: '/none' })).toEqual(payloads)
    const streamed = host.callBatch({ ...batch, endpoint: '/pieces' })
    await expect(streamed).rejects.toMatchObject({ code: 'CONFIG_BATCH_GENERATOR' })
  })

  it('is told that a call is cancelled', async () => {
    const host = await ready()
    const answer = call(host, [one], { endpoint: '/wait', id: 5 })
    host.abort(6, late)
    host.abort(5, late)
    expect(await answer).toEqual([{ code: 'REQUEST_TIMEOUT' }])
  })

  it('logs with levels, and what it prints becomes lines', async () => {
    const host = await ready()
    await call(host, [one], { endpoint: '/log' })
    await eventually(() => logged.lines.map(({ stream, text }) => `${stream} ${text}`).sort()).toEqual([
      'stderr <3>error %s',
      'stderr warn %s',
      'stdout <7>debug %s',
      'stdout info %s',
      'stdout printed',
    ])
  })

  it('may flood its output, which harms nothing', async () => {
    const host = await ready()
    expect(await call(host, [one], { endpoint: '/flood' })).toEqual(one)
    expect(logged.lines.length).toBeLessThan(100_000)
  })

  it('is torn down once, and then it has ended', async () => {
    const host = await ready()
    await Promise.all([host.teardown(), host.teardown()])
    expect(logged.lines).toEqual([{ stream: 'stdout', text: 'down' }])
  })

  it('is ended at once in teardown while a call ignores that it was cancelled', async () => {
    const host = await ready()
    void call(host, [one], { endpoint: '/pieces', id: 3 })
    host.abort(3, late)
    await host.teardown()
  })
})
