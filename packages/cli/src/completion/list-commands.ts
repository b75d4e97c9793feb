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
  /** What kind of file its argument is, if it is one. */
  readonly takesFile: false | 'flow file' | 'file'
  /** What prints the values of its argument, a line each, after the name of the program: those of Flows that are up. */
  readonly lister?: string | undefined
}

/** An option as shell completion sees it. */
export interface CompletableOption {
  readonly flags: readonly string[]
  readonly summary: string
  readonly takesValue: boolean
  readonly takesFile: boolean
  readonly choices: readonly string[]
  /** What prints its values. */
  readonly lister?: string | undefined
}

/** What prints the names of Flows that are up, of their Pods, and the ids of their requests. */
const LISTERS: Readonly<Record<string, string>> = {
  'name|folder|file': 'ps --quiet',
  pod: 'ps --pods',
  'pod=n': 'ps --pods',
  'pod[:in|out]': 'ps --pods',
  'request-id': 'why --quiet',
}

/** This command and all its subcommands, in one array. */
export function listCommands(command: Command, path: readonly string[] = []): readonly CompletableCommand[] {
  const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? [])
  return [
    {
      path,
      summary: command.summary(),
      commands: command.commands.map((child) => ({ name: child.name(), summary: child.summary() })),
      options: [...command.options, ...inherited(command)].filter(({ hidden }) => !hidden).map(toCompletable),
      choices: choices.length === 0 ? undefined : choices,
      takesFile: fileOf(command),
      lister: command.registeredArguments.map((argument) => LISTERS[argument.name()]).find((lister) => lister),
    },
    ...command.commands.flatMap((child) => listCommands(child, [...path, child.name()])),
  ]
}

function fileOf(command: Command): CompletableCommand['takesFile'] {
  const names = command.registeredArguments.map((argument) => argument.name())
  if (names.includes('file')) return 'flow file'
  return names.includes('recording') && 'file'
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
    takesFile: /<(\w+\|)*(file|folder)>/.test(flags),
    choices: argChoices ?? [],
    lister: LISTERS[/<(.*)>/.exec(flags)?.[1] ?? ''],
  }
}
