import type { Command } from 'commander'

/** The options that every command understands, before its name or after it. */
export interface GlobalOptions {
  /** Print stack traces. */
  readonly debug: boolean
  /** Write what a script would read. */
  readonly json: boolean
  /** Custom runtimes: `name=package`. */
  readonly runtime: readonly string[]
}

/** Adds the options that every command understands. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'write reports and errors as JSON, for a script')
    .option('--debug', 'print stack traces')
    .option('--no-color', 'print no colours, as with NO_COLOR set')
    .option('--runtime <name=package>', 'load a runtime that Pods name; may be repeated', collect, [])
}

/** The options that every command understands, as they were given to this one. */
export function globalsOf(command: Command): GlobalOptions {
  const { debug = false, json = false, runtime = [] } = command.optsWithGlobals<Partial<GlobalOptions>>()
  return { debug, json, runtime }
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
