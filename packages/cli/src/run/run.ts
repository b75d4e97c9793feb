import { FlowError } from '@peaflow/core'

/** Not there yet. */
export async function runFlow(..._args: unknown[]): Promise<number> {
  throw new FlowError('CONFIG_COMMAND', 'this command is not there yet')
}
