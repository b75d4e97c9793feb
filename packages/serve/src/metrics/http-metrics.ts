import type { HttpFacts } from './http-counters.ts'
import type { Metric } from './metric.ts'

/** The metrics of HTTP itself, with the names of OpenTelemetry's semantic conventions. */
export function httpMetrics({ active, series }: HttpFacts): readonly Metric[] {
  return [
    {
      name: 'http_server_request_duration_seconds',
      help: 'From the headers of a request to the end of its reply.',
      unit: 'seconds',
      type: 'histogram',
      samples: series.map(({ method, route, status, duration }) => ({
        labels: { http_request_method: method, http_route: route, http_response_status_code: String(status) },
        histogram: duration,
      })),
    },
    {
      name: 'http_server_active_requests',
      help: 'Requests whose replies have not ended.',
      type: 'gauge',
      samples: Object.entries(active).map(([method, value]) => ({ labels: { http_request_method: method }, value })),
    },
  ]
}
