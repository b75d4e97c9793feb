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
  const lines = [...command.options.flatMap((option) => writeOption(name, option)), `'--help[print help]'`]
  if (command.commands.length === 0) {
    return `${own}() {\n  _arguments -s \\\n    ${[...lines, ...writeArgument(name, command)].join(' \\\n    ')}\n}`
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

function writeOption(name: string, option: CompletableOption): string[] {
  const { flags, summary, takesValue, takesFile, choices, lister } = option
  const files = takesFile ? '_files' : ' '
  const listed = lister === undefined ? files : listing(name, lister)
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : listed}` : ''
  return flags.map((flag) => `'${flag}[${quote(summary).replace(/[[\]]/g, '\\$&')}]${value}'`)
}

function writeArgument(name: string, { choices, takesFile, lister }: CompletableCommand): string[] {
  if (lister !== undefined) return [`'*:name:${listing(name, lister)}'`]
  if (choices !== undefined) return [`'1:argument:(${choices.join(' ')})'`]
  if (takesFile === 'file') return [`'1:file:_files'`]
  return takesFile ? [`'1:flow file:_files -g "*.(yml|yaml)"'`] : []
}

/** What completes with the lines that a command prints when the key is pressed. */
function listing(name: string, lister: string): string {
  return `{compadd -- ${'$'}{(f)"$(${name} ${lister} 2>/dev/null)"}}`
}

/** Escapes text for single quotes, in a list whose fields a colon separates. */
function quote(text: string): string {
  return text.replace(/'/g, `'\\''`).replace(/:/g, '\\:')
}
