import type { Command } from 'commander'

/** The options that every command accepts, before its name or after it. */
export interface GlobalOptions {
  /** Whether to print stack traces. */
  readonly debug: boolean
  /** Whether to write JSON, for a script. */
  readonly json: boolean
  /** Custom runtimes, each as `name=package`. */
  readonly runtime: readonly string[]
}

/** Adds the options that every command accepts. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'write reports and errors as JSON, for scripts')
    .option('--debug', 'print stack traces')
    .option('--no-color', 'print without colours, as with NO_COLOR set')
    .option('--runtime <name=package>', 'load a runtime that Pods name; can be repeated', collect, [])
}

/** The values of the options that every command accepts. */
export function globalsOf(command: Command): GlobalOptions {
  const { debug = false, json = false, runtime = [] } = command.optsWithGlobals<Partial<GlobalOptions>>()
  return { debug, json, runtime }
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
