import type { MetricsFormat } from './format.ts'
import type { Exemplar, HistogramSample, Labels, Metric } from './metric.ts'

/**
 * Writes metrics as text: OpenMetrics 1.0, or the text format 0.0.4 of Prometheus. They differ in the name of a counter's
 * family, in the unit, in what a help text escapes, in exemplars, and in the end.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function writeMetrics(metrics: readonly Metric[], format: MetricsFormat): string {
  const isOpen = format === 'openmetrics'
  const lines = metrics.flatMap((metric) => [...describe(metric, isOpen), ...samplesOf(metric, isOpen)])
  return `${[...lines, ...(isOpen ? ['# EOF'] : [])].join('\n')}\n`
}

function describe({ name, type, help, unit }: Metric, isOpen: boolean): readonly string[] {
  const family = type === 'counter' && !isOpen ? `${name}_total` : name
  const text = isOpen ? escapeText(help) : help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  const lines = [`# HELP ${family} ${text}`, `# TYPE ${family} ${type}`]
  return isOpen && unit !== undefined ? [...lines, `# UNIT ${family} ${unit}`] : lines
}

function samplesOf(metric: Metric, isOpen: boolean): readonly string[] {
  if (metric.type === 'histogram') {
    return metric.samples.flatMap((sample) =>
      histogramLines(metric.name, isOpen ? sample : { ...sample, exemplars: undefined }),
    )
  }
  const name = metric.type === 'counter' ? `${metric.name}_total` : metric.name
  return metric.samples.map(({ labels, value }) => `${name}${toText(labels)} ${value}`)
}

function histogramLines(name: string, { labels, histogram, exemplars = [] }: HistogramSample): readonly string[] {
  const { bounds, below, count, sum } = histogram
  const bucket = (le: string, value: number, index: number) =>
    `${name}_bucket${toText({ ...labels, le })} ${value}${toExemplar(exemplars[index])}`
  return [
    ...bounds.map((bound, index) => bucket(toBound(bound), below[index] ?? 0, index)),
    bucket('+Inf', count, bounds.length),
    `${name}_sum${toText(labels)} ${sum}`,
    `${name}_count${toText(labels)} ${count}`,
  ]
}

function toExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return ''
  const { labels, value, time } = exemplar
  return ` # ${toText(labels)} ${value} ${time.toFixed(3)}`
}

/** As OpenMetrics has it, with a point, in both formats: a series does not depend on the format that a scrape has. */
function toBound(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}

function toText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeText(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
