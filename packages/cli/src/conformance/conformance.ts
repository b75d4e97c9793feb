import { FlowError } from '@peaflow/core'
import type { WireResult } from '@peaflow/runtime-conformance/wire'
import type { GlobalOptions } from '../options/globals.ts'
import { type Paint, paintFor } from '../terminal/color.ts'
import { printable } from '../terminal/printable.ts'

/** What to test, and how. */
export interface ConformanceOptions {
  readonly command: readonly string[]
  /** Texts, one of which must be in the name of a promise. All promises are tested if there are none. */
  readonly only: readonly string[]
  readonly timeout: number
  readonly uses?: string | undefined
}

const SIGNS = { holds: '✓', broken: '✗', untested: '–' } as const
const COLORS = { holds: 'green', broken: 'red', untested: 'dim' } as const satisfies Record<string, keyof Paint>

/** Tests a Pea, and prints which promises it keeps. Returns the exit code. */
export async function conformance({ only, ...subject }: ConformanceOptions, { json }: GlobalOptions): Promise<number> {
  const { commandSubject, runWireConformance, wireCases } = await import('@peaflow/runtime-conformance/wire')
  const cases = wireCases.filter(({ name }) => only.length === 0 || only.some((text) => name.includes(text)))
  if (cases.length === 0) throw noSuchPromise(only)
  const paint = paintFor(process.stdout)
  const onResult = json ? undefined : (result: WireResult) => void process.stdout.write(`${toLines(result, paint)}\n`)
  const results = await runWireConformance(commandSubject(subject), { cases, onResult })
  process.stdout.write(json ? `${JSON.stringify(results)}\n` : `\n${summarize(results)}\n`)
  return results.some(({ outcome }) => outcome === 'broken') ? 1 : 0
}

function toLines({ outcome, name, section, reason }: WireResult, paint: Paint): string {
  const why = reason === undefined ? [] : printable(reason).split('\n')
  const line = `${paint[COLORS[outcome]](SIGNS[outcome])} ${name} ${paint.dim(`(section ${section})`)}`
  return [line, ...why.map((text) => `    ${text}`)].join('\n')
}

function summarize(results: readonly WireResult[]): string {
  const countOf = (outcome: WireResult['outcome']) => results.filter((one) => one.outcome === outcome).length
  const counts = [`${countOf('holds')} of ${results.length} promises kept`, `${countOf('broken')} broken`]
  const untested = countOf('untested')
  if (untested > 0) counts.push(`${untested} not tested`)
  return `${counts.join(', ')}. The sections are those of docs/wire-protocol.md`
}

function noSuchPromise(only: readonly string[]): FlowError {
  const texts = only.map((text) => `"${text}"`).join(' or ')
  return new FlowError('CONFIG_FLAG_VALUE', `--only: no promise has ${texts} in its name`, {
    hint: 'peaflow conformance without --only shows all names',
  })
}
