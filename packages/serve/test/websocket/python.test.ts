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
  },
}

testWith('websockets')("Python's websockets calls, streams, cancels and is told what is wrong", async () => {
  await using served = await serving(executor, { token: 'peas' })
  const seen = await runPython('client-websocket.py', [served.url.replace('http', 'ws'), 'peas'])
  expect(seen).toEqual([
    ['peaflow.v1.json', { hello: { flow: 'served', endpoints: ['/upper', '/count'], credit: 64 } }],
    Array.from({ length: 20 }, (_, call) => `TEXT ${call}`),
    [['0', '1', '2'], 'REQUEST_CANCELLED'],
    ['peaflow.v1.json', true],
    [4401, 'a token is needed'],
  ])
  await until(() => served.running.readiness().inFlight === 0)
})
