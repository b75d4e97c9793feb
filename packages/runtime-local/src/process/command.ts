import { realpathSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'

/** A program and its arguments. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** The programs of this machine that {@link toCommand} uses. */
export interface SystemPrograms {
  /** The absolute path of the Node that runs a Pea. */
  readonly node: string
  /** The absolute path of a `setpriv` that supports `--pdeathsig`, if there is one. */
  readonly setpriv?: string | undefined
}

/** The command that runs the program of a Pea. With `setpriv`, the kernel kills the Pea when its parent ends. */
export function toCommand({ node, setpriv }: SystemPrograms, program: readonly string[]): Command {
  if (setpriv === undefined) return { file: node, args: program }
  // setpriv replaces itself with Node, so the Pea is still a direct child.
  return { file: setpriv, args: ['--pdeathsig', 'KILL', '--', node, ...program] }
}

/** Finds the `setpriv` of util-linux in the folders of `path`. That of BusyBox does not support `--pdeathsig`. */
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
    return undefined // it is not in this folder
  }
}
