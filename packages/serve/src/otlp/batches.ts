import type { SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { SpanSink } from './otlp.ts'
import { toReadableSpan } from './readable-span.ts'
import type { Sdk } from './sdk.ts'

/** What spans are exported with. */
export interface BatchesOptions {
  readonly sdk: Sdk
  /** The name of the Flow: the service, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` names another. */
  readonly flow: string
  /** Milliseconds that a batch has, its repetitions included; `undefined` if a variable says so. */
  readonly timeout: number | undefined
  /** Learns why spans cannot be exported. */
  onFailed(reason: string): void
}

/**
 * Exports spans in batches, as the variables `OTEL_EXPORTER_OTLP_…` and `OTEL_BSP_…` say. At most 2,048 wait by default; what
 * comes beyond them is dropped.
 */
export function openBatches({ sdk, flow, timeout, onFailed }: BatchesOptions): SpanSink {
  const named = sdk.resourceFromAttributes({ 'service.name': flow })
  const resource = sdk
    .defaultResource()
    .merge(named)
    .merge(sdk.detectResources({ detectors: [sdk.envDetector] }))
  const exporter = observed(
    new sdk.OTLPTraceExporter(timeout === undefined ? {} : { timeoutMillis: timeout }),
    onFailed,
  )
  const processor = new sdk.BatchSpanProcessor(exporter)
  return {
    add: (span) => processor.onEnd(toReadableSpan(span, { sdk, resource })),
    // The processor gives up at the first batch that fails, whose reason is known by then; the exporter waits for all.
    close: () => processor.shutdown().catch(() => exporter.shutdown()),
  }
}

/** The SDK keeps to itself that a collector cannot be reached. */
function observed(exporter: SpanExporter, onFailed: (reason: string) => void): SpanExporter {
  return {
    export: (spans, onResult) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0) onFailed(result.error?.message || 'the collector does not take them')
        onResult(result)
      }),
    shutdown: () => exporter.shutdown(),
  }
}
