import type { PrunedContainer } from '@peaflow/runtime-docker'
import type { GlobalOptions } from '../options/globals.ts'
import { count } from '../terminal/count.ts'
import { toTable } from '../terminal/table.ts'

/** Removes what a crash left on this machine and on an Engine, and prints what was removed. */
export async function prune(dockerHost: string | undefined, { json }: GlobalOptions): Promise<void> {
  const [{ pruneRuntimeFolders }, { prune }] = await Promise.all([
    import('@peaflow/engine'),
    import('@peaflow/runtime-docker'),
  ])
  const folders = await pruneRuntimeFolders()
  if (!json) writeLines(folders, count(folders.length, 'runtime folder'))
  const removed = await prune({ dockerHost })
  if (json) process.stdout.write(`${JSON.stringify({ folders, removed })}\n`)
  else writeLines(toRows(removed), count(removed.length, 'container'))
}

function toRows(removed: readonly PrunedContainer[]): readonly string[] {
  return removed.length === 0 ? [] : [toTable(removed.map(({ name, flow, pea }) => [name, `${pea} of ${flow}`]))]
}

function writeLines(lines: readonly string[], counted: string): void {
  process.stdout.write(`${[...lines, `${counted} removed`].join('\n')}\n`)
}
