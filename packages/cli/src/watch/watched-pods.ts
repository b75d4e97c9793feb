import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BUILT_IN_EXECUTORS, type ExecPlan, type FlowPlan, isExec, stagesOf } from '@peaflow/core'
import { inspectExecutor, inspectProgram } from '@peaflow/pea/executor'
import { runsHere } from '../flow-file/runs-here.ts'

/** The files of a Pod's executors, and what was in them. */
export type Contents = ReadonlyMap<string, string>

/** A Pod whose code is watched. */
export interface WatchedPod {
  /** Its name; of a group, that of the first. */
  readonly pod: string
  /** What its Peas use: paths, as they stand in the file. */
  readonly uses: readonly string[]
  /** The programs that its Peas run. */
  readonly programs: readonly ExecPlan[]
}

const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** The Pods whose executors are files of this machine. */
export function watchedPods({ peas }: FlowPlan): readonly WatchedPod[] {
  const own = peas.filter(runsHere)
  const byPod = new Map<string, Set<string | ExecPlan>>()
  for (const pea of own) {
    for (const { uses } of stagesOf(pea)) {
      const watched = isExec(uses) ? uses.exec : uses
      if (typeof watched === 'object' ? 'inline' in watched : BUILT_INS.has(watched)) continue
      byPod.set(pea.pod, (byPod.get(pea.pod) ?? new Set()).add(watched as string | ExecPlan))
    }
  }
  return [...byPod].map(([pod, watched]) => ({
    pod,
    uses: [...watched].filter((one) => typeof one === 'string'),
    programs: [...watched].filter((one) => typeof one !== 'string'),
  }))
}

/**
 * Checks the executors of a Pod, and returns the files that they consist of: the executor YAML, the module, and what it
 * imports, without packages.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` for what a Pea could not load.
 */
export async function filesOf({ uses, programs }: WatchedPod, directory: string): Promise<readonly string[]> {
  const files = await Promise.all(uses.map((name) => inspectExecutor({ uses: name, directory })))
  const ofPrograms = programs.flatMap((program) => inspectProgram(program, directory))
  return [...new Set([...files.flat(), ...ofPrograms])].map((file) => resolve(file))
}

/** What is in files now. A file that cannot be read has nothing in it. */
export async function readContents(files: Iterable<string>): Promise<Contents> {
  const contents = [...files].map(async (file) => {
    const bytes = await readFile(file).catch(() => undefined)
    return [file, bytes === undefined ? '' : createHash('sha256').update(bytes).digest('hex')] as const
  })
  return new Map(await Promise.all(contents))
}

/** The files in which the contents differ. */
export function changedFiles(before: Contents, after: Contents): readonly string[] {
  return [...after].filter(([file, content]) => before.get(file) !== content).map(([file]) => file)
}
