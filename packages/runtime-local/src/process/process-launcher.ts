import { type PeaLauncher, toPeaArgs } from '@peaflow/core'
import { peaNodeOptions, peaProgram } from '@peaflow/pea'
import { checkProgram } from '../launch/check-program.ts'
import { findSetpriv, toCommand } from './command.ts'
import { launchChild } from './launch-child.ts'

/** How {@link processLauncher} launches. */
export interface ProcessLauncherOptions {
  /**
   * The absolute path of the script that runs a Pea, given the arguments that `toPeaArgs` makes.
   *
   * @defaultValue the program of `@peaflow/pea`
   */
  readonly program?: string | undefined
}

/**
 * A launcher named `process`: each Pea is a child process of this one, and ends with it, also when this one is killed.
 *
 * @example
 * await startFlow(plan, { launchers: { process: processLauncher() } })
 */
export function processLauncher(options: ProcessLauncherOptions = {}): PeaLauncher {
  const { program = peaProgram } = options
  const setpriv = process.platform === 'linux' ? findSetpriv(process.env.PATH ?? '') : undefined
  const machine = { node: process.execPath, setpriv }
  return {
    name: 'process',
    launch: async (spec, launchOptions) => {
      checkProgram(program)
      return await launchChild(
        spec,
        toCommand(machine, [...peaNodeOptions, program, ...toPeaArgs(spec)]),
        launchOptions,
      )
    },
  }
}
