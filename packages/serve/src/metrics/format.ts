import { parseMediaType } from '../request/media-type.ts'

/** The formats that metrics are written in. */
export type MetricsFormat = 'openmetrics' | 'prometheus'

/** The `Content-Type` of each format. */
export const METRICS_TYPES: Readonly<Record<MetricsFormat, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
}

/**
 * The format that an `Accept` prefers: OpenMetrics where it is named, as Prometheus does, and not liked less than the text
 * format. Everybody else reads text.
 */
export function preferredMetricsFormat(accept: string | undefined): MetricsFormat {
  const entries = (accept ?? '').split(',').map(parseMediaType)
  const openMetrics = qualityOf(entries, 'application/openmetrics-text')
  return openMetrics > 0 && openMetrics >= qualityOf(entries, 'text/plain') ? 'openmetrics' : 'prometheus'
}

/** The best quality of all versions of a type; 0 if it is not named. */
function qualityOf(entries: readonly ReturnType<typeof parseMediaType>[], type: string): number {
  const qualities = entries
    .filter((entry) => entry.type === type)
    .map(({ parameters }) => Number(parameters.get('q') ?? 1))
  return Math.max(0, ...qualities.filter((quality) => quality >= 0 && quality <= 1))
}
