import type { GlobalOptions } from '../commands/globals.ts'
import { paintFor } from '../output/color.ts'
import { toTable } from '../output/table.ts'
import { EXIT } from '../report/fail.ts'
import { checkDocker } from './docker.ts'
import type { Finding } from './finding.ts'
import { checkLeash } from './leash.ts'
import { checkMachine } from './machine.ts'
import { tryRuntime } from './trial.ts'

/** Prints what this machine can run, with which Engine, and returns the exit code. */
export async function doctor(dockerHost: string | undefined, { json }: GlobalOptions): Promise<number> {
  const local = await import('@peaflow/runtime-local')
  const findings = [
    ...checkMachine(),
    // One after the other, so that none slows down another.
    await tryRuntime('process', async () => local.processLauncher()),
    await tryRuntime('thread', async () => local.threadLauncher()),
    await tryRuntime('inline', async () => local.inlineLauncher()),
    await checkLeash(),
    ...(await checkDocker(dockerHost)),
  ]
  const fit = findings.every(({ state }) => state !== 'missing')
  process.stdout.write(json ? `${JSON.stringify({ ok: fit, findings })}\n` : describeFindings(findings))
  return fit ? EXIT.done : EXIT.failed
}

const MARKS = { ok: '✓', limited: '!', missing: '✗' } as const

/** Findings for a person: one a line, each with what mends it. */
export function describeFindings(findings: readonly Finding[]): string {
  const paint = paintFor(process.stdout)
  const colors = { ok: paint.green, limited: paint.yellow, missing: paint.red }
  const table = toTable(findings.map(({ name, detail }) => [name, detail])).split('\n')
  return findings
    .map(({ state, hint }, index) => {
      const mend = hint === undefined || state === 'ok' ? '' : `\n    ${paint.bold('hint')}: ${hint}`
      return `${colors[state](MARKS[state])} ${table[index]}${mend}\n`
    })
    .join('')
}
