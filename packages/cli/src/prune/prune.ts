import type { GlobalOptions } from '../options/globals.ts'
import { count } from '../terminal/count.ts'
import { toTable } from '../terminal/table.ts'

/** Removes what a crash left on an Engine, and prints what was removed. */
export async function prune(dockerHost: string | undefined, { json }: GlobalOptions): Promise<void> {
  const { prune } = await import('@peaflow/runtime-docker')
  const removed = await prune({ dockerHost })
  const rows = removed.map(({ name, flow, pea }) => [name, `${pea} of ${flow}`])
  const lines = [...(rows.length === 0 ? [] : [toTable(rows)]), `${count(removed.length, 'container')} removed`]
  process.stdout.write(json ? `${JSON.stringify({ removed })}\n` : `${lines.join('\n')}\n`)
}
