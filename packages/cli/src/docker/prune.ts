import type { GlobalOptions } from '../commands/globals.ts'
import { count } from '../output/count.ts'
import { toTable } from '../output/table.ts'

/** Removes what a crash left on an Engine, and prints what that was. */
export async function prune(dockerHost: string | undefined, { json }: GlobalOptions): Promise<void> {
  const { prune } = await import('@peaflow/runtime-docker')
  const removed = await prune({ dockerHost })
  const rows = removed.map(({ name, flow, pea }) => [name, `${pea} of ${flow}`])
  const text = `${[...(rows.length === 0 ? [] : [toTable(rows)]), `${count(removed.length, 'container')} removed`].join('\n')}\n`
  process.stdout.write(json ? `${JSON.stringify({ removed })}\n` : text)
}
