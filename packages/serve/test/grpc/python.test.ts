import { once } from 'node:events'
import type { Executor } from '@peaflow/core'
import { expect } from 'vitest'
import { until } from '../controlled.ts'
import { runPython, testWith } from '../python/python.ts'
import { serving } from '../serving.ts'

const executor: Executor = {
  requests: {
    '/upper': (documents) => documents.map(({ text = '', ...rest }) => ({ ...rest, text: text.toUpperCase() })),
    '/count': async function* () {
      for (let number = 0; ; number += 1) yield [{ text: String(number) }]
    },
    '/wait': async (documents, { signal }) => {
      await once(signal, 'abort')
      return documents
    },
    '/fail': () => {
      throw new Error('no modèle')
    },
    '/modèle': (documents) => documents,
  },
}

testWith('grpc', 'google.protobuf')("Python's grpc finds out by reflection what there is, and calls it", async () => {
  await using served = await serving(executor, { grpc: 0, token: 'peas' })
  const seen = await runPython('client-grpc.py', [served.grpc ?? '', 'peas'])
  expect(seen).toEqual([
    ['grpc.health.v1.Health', 'peaflow.v1.Flow'],
    [{ status: 'SERVING' }, { status: 'SERVING' }],
    ['/upper', '/count', '/wait', '/fail', '/modèle'],
    [[{ id: '1', text: 'HELLO', tags: { size: 3 } }], ['work', 'work-wait']],
    true,
    ['INTERNAL', 'REQUEST_EXECUTOR', 'work/0', ''],
    ['NOT_FOUND', 'REQUEST_ENDPOINT', null, 'Did you mean "/modèle"?'],
    ['UNAUTHENTICATED', 'REQUEST_TOKEN', null, ''],
    ['DEADLINE_EXCEEDED', expect.toBeOneOf([null, 'REQUEST_TIMEOUT']), null, ''],
    ['0', '1', '2'],
  ])
  await until(() => served.running.readiness().inFlight === 0)
})
