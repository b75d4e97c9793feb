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
${commands.flatMap((command) => afterOption(name, command)).join('\n')}
  esac
  case "$path" in
${commands.map((command) => whenInside(name, command)).join('\n')}
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
function afterOption(name: string, command: CompletableCommand): string[] {
  return command.options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, choices, takesFile, lister }) => {
      const patterns = flags.map((flag) => `'${pathOf(command)} ${flag}'`).join('|')
      return `    ${patterns}) ${reply([...choices, ...listed(name, lister)], takesFile ? '-f' : '')}; return ;;`
    })
}

function whenInside(name: string, command: CompletableCommand): string {
  const flags = command.options.flatMap((option) => option.flags)
  const words = [
    ...command.commands.map((child) => child.name),
    ...(command.choices ?? []),
    ...listed(name, command.lister),
  ]
  const others = reply(words, command.takesFile ? '-f' : '')
  return `    '${pathOf(command)}') if [[ $word == -* ]]; then ${reply([...flags, '--help'], '')}; else ${others}; fi ;;`
}

/**
 * What a command prints when the key is pressed. `compgen` expands its words, so that of ids, which clients give, those with
 * characters that a shell obeys are left out.
 */
function listed(name: string, lister: string | undefined): readonly string[] {
  return lister === undefined ? [] : [`$(${name} ${lister} 2>/dev/null | grep -x '[[:alnum:]._:/@+-]*')`]
}

function reply(words: readonly string[], files: '-f' | ''): string {
  const sources = [files, words.length === 0 ? '' : `-W "${words.join(' ')}"`].filter((source) => source !== '')
  return sources.length === 0 ? ':' : `COMPREPLY=($(compgen ${sources.join(' ')} -- "$word"))`
}
