import type { createTraceState, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import type { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import type { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'

/** What is used of the OpenTelemetry SDK. */
export interface Sdk {
  readonly createTraceState: typeof createTraceState
  readonly SpanKind: typeof SpanKind
  readonly SpanStatusCode: typeof SpanStatusCode
  readonly OTLPTraceExporter: typeof OTLPTraceExporter
  readonly defaultResource: typeof defaultResource
  readonly detectResources: typeof detectResources
  readonly envDetector: typeof envDetector
  readonly resourceFromAttributes: typeof resourceFromAttributes
  readonly BatchSpanProcessor: typeof BatchSpanProcessor
}

/** The packages of the SDK, with the versions that are tested. */
export const SDK_PACKAGES = [
  '@opentelemetry/api@1',
  '@opentelemetry/resources@2',
  '@opentelemetry/sdk-trace-base@2',
  '@opentelemetry/exporter-trace-otlp-http@0.223',
]

/** Loads the SDK: only where traces are exported, since it is not installed with this package. */
export async function loadSdk(): Promise<Sdk> {
  const [api, resources, traces, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ])
  return { ...api, ...resources, ...traces, ...exporter }
}
