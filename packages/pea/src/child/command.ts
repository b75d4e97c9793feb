import { realpathSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'

/** A program and its arguments. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** A command whose process the kernel kills when the process that started it ends, if there is a `setpriv`. */
export function tieToParent({ file, args }: Command, setpriv: string | undefined): Command {
  if (setpriv === undefined) return { file, args }
  // setpriv replaces itself with the program, so that is still a direct child.
  return { file: setpriv, args: ['--pdeathsig', 'KILL', '--', file, ...args] }
}

/** Finds the `setpriv` of util-linux in the folders of `path`. That of BusyBox does not support `--pdeathsig`. */
export function findSetpriv(path = process.env.PATH ?? ''): string | undefined {
  if (process.platform !== 'linux') return undefined
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
