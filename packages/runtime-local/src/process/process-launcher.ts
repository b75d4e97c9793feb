import { resolve } from 'node:path'
import { type PeaLauncher, toPeaArgs } from '@peaflow/core'
import { peaNodeOptions, peaProgram } from '@peaflow/pea'
import { findSetpriv, tieToParent } from '@peaflow/pea/internal'
import { checkProgram } from '../launch/check-program.ts'
import { launchChild } from './launch-child.ts'

/** Options of {@link processLauncher}. */
export interface ProcessLauncherOptions {
  /**
   * The absolute path of the script that runs a Pea. Its arguments are those of `toPeaArgs`, and the
   * first line of its standard input is that of `toPeaInput`.
   *
   * @defaultValue the program of `@peaflow/pea`
   */
  readonly program?: string | undefined
}

/**
 * A launcher named `process`. Each Pea is a child process of this process and ends with it, even if it is killed.
 *
 * @example
 * await startFlow(plan, { launchers: { process: processLauncher() } })
 */
export function processLauncher(options: ProcessLauncherOptions = {}): PeaLauncher {
  const { program = peaProgram } = options
  const setpriv = findSetpriv()
  return {
    name: 'process',
    sharesFolder: async () => true,
    launch: async (spec, launchOptions) => {
      checkProgram(program)
      // It is the working folder of the Pea, which would take a relative one for a folder in it.
      const args = toPeaArgs({ ...spec, directory: resolve(spec.directory) })
      const command = tieToParent({ file: process.execPath, args: [...peaNodeOptions, program, ...args] }, setpriv)
      return await launchChild(spec, command, launchOptions)
    },
  }
}
