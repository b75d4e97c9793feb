import type { Command } from 'commander'

/** The section of docs/cli.md that is generated: the help of each command. */
export function writeReference(program: Command): string {
  return commandsOf(program).map(writeCommand).join('\n')
}

/** A command and all its subcommands. */
function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)]
}

function writeCommand(command: Command): string {
  return `\n### ${nameOf(command)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}

/** The help of a command, without colours, on a terminal of 80 columns. */
export function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (piece) => {
      text += piece
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text.trim()
}
