import type { HrTime, SpanContext } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import type { Sdk } from './sdk.ts'
import type { SpanData } from './spans.ts'

/** What spans of the SDK are made with. */
export interface SpanMaking {
  readonly sdk: Pick<Sdk, 'createTraceState' | 'SpanKind' | 'SpanStatusCode'>
  readonly resource: Resource
}

/** The bit of a span that is exported. */
const SAMPLED = 1

const SCOPE = { name: '@peaflow/serve' }

/** A span as the SDK exports it. */
export function toReadableSpan(span: SpanData, { sdk, resource }: SpanMaking): ReadableSpan {
  const { name, traceId, spanId, parent, traceState, start, duration, attributes, failure } = span
  const shared = { traceId, traceFlags: SAMPLED, ...(traceState && { traceState: sdk.createTraceState(traceState) }) }
  const context: SpanContext = { ...shared, spanId }
  const { ERROR, UNSET } = sdk.SpanStatusCode
  return {
    name,
    kind: span.kind === 'server' ? sdk.SpanKind.SERVER : sdk.SpanKind.INTERNAL,
    spanContext: () => context,
    ...(parent !== undefined && { parentSpanContext: { ...shared, ...parent } }),
    startTime: toHrTime(start),
    endTime: toHrTime(start + duration),
    duration: toHrTime(duration),
    status: failure === undefined ? { code: UNSET } : { code: ERROR, message: failure },
    attributes: { ...attributes },
    ...{ links: [], events: [], ended: true, resource, instrumentationScope: SCOPE },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  }
}

/** Seconds and nanoseconds, of milliseconds. */
function toHrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000)
  return [seconds, Math.min(999_999_999, Math.round((milliseconds - seconds * 1_000) * 1_000_000))]
}
