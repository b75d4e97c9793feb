import type { Command } from 'commander'

/** The option of each command that talks to a Flow that is up. */
export interface FlowOption {
  /** The name of the Flow, its runtime folder or its flow file; `undefined` for the only one that is up. */
  readonly flow?: string | undefined
}

/** Adds `--flow` to a command. */
export function addFlowOption(command: Command): Command {
  return command.option(
    '--flow <name|folder|file>',
    'which Flow: its name, its folder or its flow file (default: the only one that is up)',
  )
}
