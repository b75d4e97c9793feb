import type { Executor, PeaLogLine, PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../../src/executor/host.ts'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { folderOf, specIn } from './folder.ts'

/** A folder that holds a file, in whose place no folder can be created. */
export const directory = folderOf({ file: '' })

/** What the last hosted executor logged. */
export const lines: PeaLogLine[] = []

export async function hosting(executor: Executor, spec: Partial<PeaSpec> = {}): Promise<ExecutorHost> {
  lines.length = 0
  const host = inProcessHost(specIn(directory, spec), { executor, onLog: (line) => lines.push(line) })
  await host.setup()
  return host
}

export const one = [{ id: 'a', text: 'x' }]
