import type { GlobalOptions } from '../options/globals.ts'
import { EXIT } from '../report/exit-code.ts'
import { paintFor } from '../terminal/color.ts'
import { toTable } from '../terminal/table.ts'
import { checkDocker } from './docker.ts'
import type { Finding } from './finding.ts'
import { checkLifeline } from './lifeline.ts'
import { checkMachine } from './machine.ts'
import { checkPython } from './python.ts'
import { tryRuntime } from './try-runtime.ts'

/** Prints what this machine can run, and with which Engine, and returns the exit code. */
export async function doctor(dockerHost: string | undefined, { json }: GlobalOptions): Promise<number> {
  const findings = [
    ...checkMachine(),
    // One after the other, so that none slows another down.
    await tryRuntime('process'),
    await tryRuntime('thread'),
    await tryRuntime('inline'),
    await checkLifeline(),
    await checkPython(),
    ...(await checkDocker(dockerHost)),
  ]
  const ok = findings.every(({ state }) => state !== 'missing')
  process.stdout.write(json ? `${JSON.stringify({ ok, findings })}\n` : describeFindings(findings))
  return ok ? EXIT.ok : EXIT.failed
}

const MARKS = { ok: '✓', limited: '!', missing: '✗' } as const

/** Findings for a person: one per line, each with its hint. */
export function describeFindings(findings: readonly Finding[]): string {
  const paint = paintFor(process.stdout)
  const colors = { ok: paint.green, limited: paint.yellow, missing: paint.red }
  const table = toTable(findings.map(({ name, detail }) => [name, detail])).split('\n')
  return findings
    .map(({ state, hint }, index) => {
      const advice = hint === undefined || state === 'ok' ? '' : `\n    ${paint.bold('hint')}: ${hint}`
      return `${colors[state](MARKS[state])} ${table[index]}${advice}\n`
    })
    .join('')
}
