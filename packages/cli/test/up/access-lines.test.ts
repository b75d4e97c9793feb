import type { AccessEntry } from '@peaflow/serve'
import { describe, expect, it } from 'vitest'
import { type AccessLine, allRequests, failedRequests } from '../../src/up/access-lines.ts'

const entry = (fields: Partial<AccessEntry> = {}): AccessEntry => ({
  ...{ protocol: 'http', method: 'POST', path: '/index', status: 200, ms: 12.345, requestId: 'r1' },
  ...fields,
})

const lines: readonly (readonly [fields: Partial<AccessEntry>, level: string, text: string, isFailure: boolean])[] = [
  [{}, 'info', 'POST /index 200 12.3 ms r1', false],
  [{ status: 404, code: 'REQUEST_ENDPOINT' }, 'info', 'POST /index 404 12.3 ms r1 REQUEST_ENDPOINT', false],
  [{ status: 499, code: 'REQUEST_CANCELLED' }, 'warn', 'POST /index 499 12.3 ms r1 REQUEST_CANCELLED', true],
  [
    { status: 500, code: 'REQUEST_EXECUTOR', pod: 'encode' },
    'error',
    'POST /index 500 12.3 ms r1 REQUEST_EXECUTOR in encode',
    true,
  ],
  [{ method: 'GET', path: '/readyz', status: 503 }, 'error', 'GET /readyz 503 12.3 ms r1', false],
]

describe.each(lines)('%o', (fields, level, text, isFailure) => {
  const read = (log: typeof allRequests) => {
    const written: AccessLine[] = []
    log((line) => written.push(line))(entry(fields))
    return written
  }

  it('is a line of all requests', () => {
    expect(read(allRequests)).toEqual([{ pea: 'gateway', stream: 'stderr', level, text, request: entry(fields) }])
  })

  it(isFailure ? 'is one of those that failed' : 'is none of those that failed', () => {
    expect(read(failedRequests).map((line) => line.text)).toEqual(isFailure ? [text] : [])
  })
})

it('more failures within a second are counted', async () => {
  const written: AccessLine[] = []
  const counted = new Promise<string>((resolve) => {
    const log = failedRequests((line) => {
      written.push(line)
      if (line.request === undefined) resolve(line.text)
    })
    for (let index = 0; index < 120; index++) log(entry({ status: 503, code: 'REQUEST_QUEUE' }))
  })
  const busy = setInterval(() => undefined, 10)
  expect(await counted).toBe('100 more requests failed within a second')
  clearInterval(busy)
  expect(written).toHaveLength(21)
})
