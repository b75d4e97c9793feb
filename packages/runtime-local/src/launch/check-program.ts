import { existsSync } from 'node:fs'
import { FlowError } from '@peaflow/core'

/**
 * Checks that a program exists.
 *
 * @throws FlowError `LAUNCH_NO_PROGRAM` if it does not.
 */
export function checkProgram(program: string): void {
  if (existsSync(program)) return
  throw new FlowError('LAUNCH_NO_PROGRAM', `the program that runs a Pea does not exist: ${program}`, {
    hint: 'Install or build @peaflow/pea again',
  })
}
