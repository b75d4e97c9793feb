import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, expect, it, vi } from 'vitest'
import type { Call } from '../../src/calls/call.ts'
import { Cancellation } from '../../src/http/cancellation.ts'
import { openOtlp } from '../../src/otlp/open-otlp.ts'
import { Otlp } from '../../src/otlp/otlp.ts'
import { SDK_PACKAGES, type Sdk } from '../../src/otlp/sdk.ts'
import { openCollector } from './collector.ts'

const flow = new Flow({ name: 'engine' }).add({ name: 'encode', uses: (documents) => documents })
const running = { plan: buildFlow(flow) }
const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
const call: Call = {
  ...{ requestId: 'r', endpoint: '/', content: { documents: [], parameters: {} }, batch: 1, pieces: false },
  ...{ cancellation: new Cancellation(), protocol: 'http' },
}
const outcome = { startTime: 0, duration: 1, times: {}, documents: 0 }

/** A package that is not installed, imported for real. */
const importMissing = (): Promise<Sdk> => import(`${'@opentelemetry'}/not-installed`)

afterEach(() => void vi.unstubAllEnvs())

it('says what to install where the SDK is not, and goes on', async () => {
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  expect(await openOtlp({ running, environment, warn, load: importMissing })).toBeUndefined()
  expect(warnings).toEqual([
    `OTEL_EXPORTER_OTLP_ENDPOINT is set, but traces are not exported: run npm install ${SDK_PACKAGES.join(' ')}`,
  ])
})

it('says that it does not export over gRPC', async () => {
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const grpc = { ...environment, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
  expect(await openOtlp({ running, environment: grpc, warn })).toBeUndefined()
  expect(warnings).toEqual([expect.stringContaining('over HTTP only')])
})

it('loads nothing and says nothing where no endpoint is set', async () => {
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  expect(await openOtlp({ running, environment: {}, warn, load: importMissing })).toBeUndefined()
  expect(warnings).toEqual([])
})

it('says once that a collector does not take spans', async () => {
  await using collector = await openCollector(400)
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1')
  const warnings: string[] = []
  const otlp = await openOtlp({ running, environment: process.env, warn: (message) => void warnings.push(message) })
  for (let number = 0; number < 3; number += 1) {
    const own = { ...call }
    otlp?.toSent(own)
    otlp?.ended(own, outcome)
  }
  await otlp?.close()
  expect(collector.spans).toHaveLength(3)
  expect(warnings).toEqual([
    expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT is set, but traces are not exported: ./),
  ])
})

it('fails no call, whatever the SDK throws, and closes', async () => {
  const failures: string[] = []
  const sink = {
    add: () => {
      throw new Error('full')
    },
    close: () => Promise.reject(new Error('gone')),
  }
  const onFailed = (reason: string) => void failures.push(reason)
  const otlp = new Otlp({ plan: () => running.plan, share: 1, sink, onFailed })
  otlp.toSent(call)
  otlp.ended(call, outcome)
  await otlp.close()
  expect(failures).toEqual(['Error: full', 'Error: gone'])
})

it('waits for no collector that does not answer', async () => {
  const sink = { add: () => undefined, close: () => new Promise<void>(() => undefined) }
  const otlp = new Otlp({ plan: () => running.plan, share: 1, sink, onFailed: () => undefined })
  await otlp.close()
})
