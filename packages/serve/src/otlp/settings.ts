/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the environment says of traces that this package has to know; the rest is read by the OpenTelemetry SDK. */
export interface OtlpSettings {
  /** The share of traces that begin here and are exported, from 0 to 1. */
  readonly share: number
  /**
   * Milliseconds that a batch has, its repetitions included; `undefined` where the SDK finds a variable for it. The SDK's own
   * default, 10 s, would keep a process that ends waiting for a collector that is down.
   */
  readonly timeout: number | undefined
  /** The variable that says where to. */
  readonly variable: string
  /** Whether they were to go over gRPC. */
  readonly isGrpc: boolean
}

const TIMEOUT = 2_000

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT']

/** By the name of a sampler, without `parentbased_`: a `traceparent` decides in any case. */
const SHARES: Readonly<Record<string, (argument: number) => number>> = {
  always_on: () => 1,
  always_off: () => 0,
  traceidratio: (argument) => (argument >= 0 && argument <= 1 ? argument : 1),
}

/** Reads whether, and which, traces are exported; `undefined` if none are. An empty variable counts as not set. */
export function otlpSettings(environment: Environment): OtlpSettings | undefined {
  const variable = ENDPOINTS.find((name) => environment[name])
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG } = environment
  if (variable === undefined || OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined
  if (OTEL_TRACES_EXPORTER && !OTEL_TRACES_EXPORTER.split(',').includes('otlp')) return undefined
  const sampler = (OTEL_TRACES_SAMPLER ?? '').replace(/^parentbased_/, '')
  const shareOf = Object.hasOwn(SHARES, sampler) ? SHARES[sampler] : SHARES.always_on
  const protocol = environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || environment.OTEL_EXPORTER_OTLP_PROTOCOL
  const hasTimeout = environment.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT || environment.OTEL_EXPORTER_OTLP_TIMEOUT
  const timeout = hasTimeout ? undefined : TIMEOUT
  return { variable, timeout, share: shareOf?.(Number(OTEL_TRACES_SAMPLER_ARG || 1)) ?? 1, isGrpc: protocol === 'grpc' }
}
