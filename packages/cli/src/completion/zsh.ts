import type { CompletableCommand, CompletableOption } from './list-commands.ts'

/** A completion script for zsh. */
export function toZsh(name: string, commands: readonly CompletableCommand[]): string {
  return `#compdef ${name}
# zsh completion for ${name}: source <(${name} completion zsh)
${commands.map((command) => writeFunction(name, command)).join('\n')}
if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

function functionOf(name: string, path: readonly string[]): string {
  return ['', name, ...path].join('_')
}

function writeFunction(name: string, command: CompletableCommand): string {
  const own = functionOf(name, command.path)
  const lines = [...command.options.flatMap(writeOption), `'--help[print help]'`]
  if (command.commands.length === 0) {
    return `${own}() {\n  _arguments -s \\\n    ${[...lines, ...writeArgument(command)].join(' \\\n    ')}\n}`
  }
  const children = command.commands.map((child) => `'${quote(child.name)}:${quote(child.summary)}'`)
  const cases = command.commands.map(
    (child) => `      ${child.name}) ${functionOf(name, [...command.path, child.name])} ;;`,
  )
  return `${own}() {
  local state line
  _arguments -s -C \\
    ${[...lines, `'1: :->command'`, `'*:: :->argument'`].join(' \\\n    ')}
  case $state in
    command) local commands=(${children.join(' ')}); _describe command commands ;;
    argument) case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}`
}

function writeOption({ flags, summary, takesValue, takesFile, choices }: CompletableOption): string[] {
  const files = takesFile ? '_files' : ' '
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : files}` : ''
  return flags.map((flag) => `'${flag}[${quote(summary).replace(/[[\]]/g, '\\$&')}]${value}'`)
}

function writeArgument({ choices, takesFile }: CompletableCommand): string[] {
  if (choices !== undefined) return [`'1:argument:(${choices.join(' ')})'`]
  return takesFile ? [`'1:flow file:_files -g "*.(yml|yaml)"'`] : []
}

/** Escapes text for single quotes, in a list whose fields a colon separates. */
function quote(text: string): string {
  return text.replace(/'/g, `'\\''`).replace(/:/g, '\\:')
}
