import type { Paint } from '../terminal/color.ts'

/** Formats what Peas print: one line each, after the Pea's id as in Docker Compose. */
export function toLogLine(peas: readonly string[], paint: Paint): (pea: string, text: string) => string {
  const width = Math.max(0, ...peas.map((pea) => pea.length))
  const numbers = new Map(peas.map((pea, index) => [pea, index]))
  return (pea, text) => `${paint.nth(numbers.get(pea) ?? 0, `${pea.padEnd(width)} |`)} ${text}\n`
}
