import { expect, it } from 'vitest'
import { otlpSettings } from '../../src/otlp/settings.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
const sampler = (name: string, argument?: string) => ({
  ...{ ...endpoint, OTEL_TRACES_SAMPLER: name },
  ...(argument !== undefined && { OTEL_TRACES_SAMPLER_ARG: argument }),
})

const silent: [why: string, environment: Record<string, string>][] = [
  ['nothing is set', {}],
  ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
  ['only that of metrics is set', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:4318' }],
  ['the SDK is turned off', { ...endpoint, OTEL_SDK_DISABLED: 'true' }],
  ['traces go nowhere', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
]
it.each(silent)('exports nothing where %s', (_, environment) => {
  expect(otlpSettings(environment)).toBeUndefined()
})

const shares: [environment: Record<string, string>, share: number][] = [
  [endpoint, 1],
  [sampler('always_on'), 1],
  [sampler('always_off'), 0],
  [sampler('traceidratio', '0.25'), 0.25],
  [sampler('parentbased_always_on'), 1],
  [sampler('parentbased_always_off'), 0],
  [sampler('parentbased_traceidratio', '0'), 0],
  [sampler('parentbased_traceidratio'), 1],
  [sampler('traceidratio', '7'), 1],
  [sampler('traceidratio', 'many'), 1],
  [sampler('jaeger_remote'), 1],
  [sampler('constructor'), 1],
]
it.each(shares)('of %o exports a share of %d', (environment, share) => {
  expect(otlpSettings(environment)?.share).toBe(share)
})

it('names the variable that counts, and whether gRPC is asked for', () => {
  const OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = 'http://127.0.0.1:4318/v1/traces'
  const both = { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_TRACES_EXPORTER: 'otlp' }
  expect(otlpSettings(both)).toMatchObject({ variable: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', share: 1, isGrpc: false })
  expect(otlpSettings({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })?.isGrpc).toBe(true)
  const traces = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }
  expect(otlpSettings({ ...endpoint, ...traces })?.isGrpc).toBe(false)
})

it('gives a batch two seconds, unless a variable gives it another time', () => {
  expect(otlpSettings(endpoint)?.timeout).toBe(2_000)
  expect(otlpSettings({ ...endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: '10000' })?.timeout).toBeUndefined()
  expect(otlpSettings({ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '10000' })?.timeout).toBeUndefined()
})
