import { realpathSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'

/** A program and its arguments. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** What {@link toCommand} must know of this machine. */
export interface Machine {
  /** The absolute path of the Node that runs a Pea. */
  readonly node: string
  /** The absolute path of a `setpriv` that knows `--pdeathsig`, where there is one. */
  readonly setpriv?: string | undefined
}

/** The command that runs a Pea's program so that, where this machine can do it, the kernel ends it with its parent. */
export function toCommand({ node, setpriv }: Machine, program: readonly string[]): Command {
  if (setpriv === undefined) return { file: node, args: program }
  // It executes Node in its own place, so the Pea is still a direct child.
  return { file: setpriv, args: ['--pdeathsig', 'KILL', '--', node, ...program] }
}

/** The `setpriv` of util-linux in one of the folders of `path`; BusyBox's does not know `--pdeathsig`. */
export function findSetpriv(path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    const file = resolveFile(join(folder, 'setpriv'))
    if (file !== undefined && basename(file) === 'setpriv') return file
  }
  return undefined
}

function resolveFile(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined // not in this folder
  }
}
