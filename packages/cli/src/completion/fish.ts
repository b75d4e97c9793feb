import type { CompletableCommand, CompletableOption } from './list-commands.ts'

/** A completion script for fish. */
export function toFish(name: string, commands: readonly CompletableCommand[]): string {
  return `# fish completion for ${name}: ${name} completion fish | source
complete -c ${name} -f
${commands.flatMap((command) => writeCommand(name, command)).join('\n')}
`
}

function writeCommand(name: string, command: CompletableCommand): string[] {
  const start = `complete -c ${name} -n '${condition(command)}'`
  const choices = command.choices === undefined ? [] : [`${start} -a '${command.choices.join(' ')}'`]
  return [
    ...command.commands.map((child) => `${start} -a ${child.name} -d '${quote(child.summary)}'`),
    ...command.options.map((option) => `${start} ${writeOption(name, option)}`),
    ...choices,
    ...(command.lister === undefined ? [] : [`${start} -a '(${name} ${command.lister} 2>/dev/null)'`]),
    ...(command.takesFile ? [`${start} -F`] : []),
  ]
}

/** A condition that holds while this command, but none of its subcommands, has been typed. */
function condition({ path, commands }: CompletableCommand): string {
  const entered = path.map((word) => `__fish_seen_subcommand_from ${word}`)
  const below = commands.map((child) => child.name).join(' ')
  return [...entered, ...(below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`])].join('; and ')
}

function writeOption(name: string, option: CompletableOption): string {
  const { flags, summary, takesValue, takesFile, choices, lister } = option
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const ofFile = takesFile ? ['-r', '-F'] : ['-x']
  const value = takesValue ? ofFile : []
  const values = [...choices, ...(lister === undefined ? [] : [`(${name} ${lister} 2>/dev/null)`])]
  const words = values.length > 0 ? [`-a '${values.join(' ')}'`] : []
  return [...names, ...value, ...words, `-d '${quote(summary)}'`].join(' ')
}

function quote(text: string): string {
  return text.replace(/[\\']/g, '\\$&')
}
