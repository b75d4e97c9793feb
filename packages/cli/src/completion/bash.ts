import type { CompletableCommand } from './list-commands.ts'

/** A completion script for bash, 3.2 and later. */
export function toBash(name: string, commands: readonly CompletableCommand[]): string {
  return `# bash completion for ${name}: source <(${name} completion bash)
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(whenEntered)
  .join('\n')}
    esac
  done
  COMPREPLY=()
  case "$path $before" in
${commands.flatMap(afterOption).join('\n')}
  esac
  case "$path" in
${commands.map(whenInside).join('\n')}
  esac
}
complete -o filenames -F _${name} ${name}
`
}

function pathOf({ path }: CompletableCommand): string {
  return path.map((word) => ` ${word}`).join('')
}

function whenEntered(command: CompletableCommand): string {
  return `      '${pathOf(command)}') path='${pathOf(command)}' ;;`
}

/** The values that may follow an option that takes one. */
function afterOption(command: CompletableCommand): string[] {
  return command.options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, choices, takesFile }) => {
      const patterns = flags.map((flag) => `'${pathOf(command)} ${flag}'`).join('|')
      return `    ${patterns}) ${reply(choices, takesFile ? '-f' : '')}; return ;;`
    })
}

function whenInside(command: CompletableCommand): string {
  const flags = command.options.flatMap((option) => option.flags)
  const words = [...command.commands.map((child) => child.name), ...(command.choices ?? [])]
  const others = reply(words, command.takesFile ? '-f' : '')
  return `    '${pathOf(command)}') if [[ $word == -* ]]; then ${reply([...flags, '--help'], '')}; else ${others}; fi ;;`
}

function reply(words: readonly string[], files: '-f' | ''): string {
  const sources = [files, words.length === 0 ? '' : `-W '${words.join(' ')}'`].filter((source) => source !== '')
  return sources.length === 0 ? ':' : `COMPREPLY=($(compgen ${sources.join(' ')} -- "$word"))`
}
