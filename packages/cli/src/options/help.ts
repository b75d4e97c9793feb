import { type Argument, type Command, Help, type Option } from 'commander'
import { paintFor } from '../terminal/color.ts'

/** An example in a help text: what to type, and what it does. */
export type Example = readonly [line: string, effect: string]

/** Styles every help text. Commander removes the colours where there is no terminal. */
export function styleHelp(program: Command): Command {
  const paint = paintFor({ isTTY: true })
  return program.configureHelp({
    showGlobalOptions: true,
    styleTitle: paint.bold,
    styleCommandText: paint.cyan,
    styleSubcommandTerm: paint.cyan,
    styleOptionTerm: paint.cyan,
    styleArgumentTerm: paint.cyan,
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(toTerm)].join(' '),
    optionDescription: describeOption,
    formatHelp: (command, help) => putOptionsLast(Help.prototype.formatHelp.call(help, command, help)),
  })
}

/** Adds examples at the end of a help text, where they are read first on a terminal. */
export function addExamples(command: Command, examples: readonly Example[]): Command {
  const paint = paintFor({ isTTY: true })
  const title = paint.bold(examples.length === 1 ? 'Example:' : 'Examples:')
  const lines = examples.flatMap(([line, effect]) => [paint.dim(`  # ${effect}`), `  $ ${line}`])
  return command.addHelpText('after', `\n${title}\n${lines.join('\n')}`)
}

/** Whether a command ended because help or the version has been printed, for which Commander throws, too. */
export function isHelp(caught: unknown): boolean {
  if (!(caught instanceof Error) || !('code' in caught) || !String(caught.code).startsWith('commander.')) return false
  // `peaflow` without arguments prints help too, but Commander calls that a mistake.
  return caught.code === 'commander.help' || ('exitCode' in caught && caught.exitCode === 0)
}

function toTerm(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
}

/** Leaves out a default such as `false`, which says no more than the absence of the option. */
function describeOption(this: Help, option: Option): string {
  const { description, argChoices, defaultValue } = option
  const notes = [argChoices === undefined ? [] : argChoices.join(', '), describeDefault(defaultValue)].flat()
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`
}

function describeDefault(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' ? [`default: ${value}`] : []
}

/** Painted or not. Not by `stripVTControlCharacters`: a module of Node that is imported takes half a millisecond. */
const OPTIONS_TITLE = /^(\p{Cc}\[\d+m)*(Global )?Options:/u

/** Newcomers look for commands first. */
function putOptionsLast(text: string): string {
  const sections = text.trimEnd().split('\n\n')
  const isOptions = (section: string) => OPTIONS_TITLE.test(section)
  const others = sections.filter((section) => !isOptions(section))
  return `${[...others, ...sections.filter(isOptions)].join('\n\n')}\n`
}
