import type { Command, Option } from 'commander'

/** A command as far as a shell completes it. */
export interface CompletableCommand {
  /** What is typed before it: `image` for `image build`, and nothing for `peaflow` itself. */
  readonly path: readonly string[]
  readonly summary: string
  readonly commands: readonly { readonly name: string; readonly summary: string }[]
  readonly options: readonly CompletableOption[]
  /** What its arguments can be; nothing for a file. */
  readonly choices?: readonly string[] | undefined
  readonly takesFile: boolean
}

/** An option as far as a shell completes it. */
export interface CompletableOption {
  readonly flags: readonly string[]
  readonly summary: string
  readonly takesValue: boolean
  readonly takesFile: boolean
  readonly choices: readonly string[]
}

/** All commands below this one, and itself, laid flat. */
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
  // `peaflow pea` understands its own flags only.
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
