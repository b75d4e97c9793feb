import type { Command, Option } from 'commander'

/** A command as shell completion sees it. */
export interface CompletableCommand {
  /** The words that select it: `['image', 'build']`, and none for `peaflow` itself. */
  readonly path: readonly string[]
  readonly summary: string
  readonly commands: readonly { readonly name: string; readonly summary: string }[]
  readonly options: readonly CompletableOption[]
  /** The values of its argument; `undefined` if they are not fixed, as for a file. */
  readonly choices?: readonly string[] | undefined
  readonly takesFile: boolean
}

/** An option as shell completion sees it. */
export interface CompletableOption {
  readonly flags: readonly string[]
  readonly summary: string
  readonly takesValue: boolean
  readonly takesFile: boolean
  readonly choices: readonly string[]
}

/** This command and all its subcommands, in one array. */
export function listCommands(command: Command, path: readonly string[] = []): readonly CompletableCommand[] {
  const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? [])
  return [
    {
      path,
      summary: command.summary(),
      commands: command.commands.map((child) => ({ name: child.name(), summary: child.summary() })),
      options: [...command.options, ...inherited(command)].map(toCompletable),
      choices: choices.length === 0 ? undefined : choices,
      takesFile: command.registeredArguments.some((argument) => argument.name() === 'file'),
    },
    ...command.commands.flatMap((child) => listCommands(child, [...path, child.name()])),
  ]
}

function inherited(command: Command): readonly Option[] {
  // `peaflow pea` accepts its own flags only.
  if (command.parent === null || command.name() === 'pea') return []
  return [...command.parent.options, ...inherited(command.parent)].filter((option) => option.long !== '--version')
}

function toCompletable({ short, long, description, required, argChoices, flags }: Option): CompletableOption {
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    summary: description,
    takesValue: required,
    takesFile: /<file>|<folder>/.test(flags),
    choices: argChoices ?? [],
  }
}
