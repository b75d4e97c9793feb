import { Argument, type Command } from 'commander'
import { addExamples } from './help.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `peaflow completion`: shell completion. */
export function addCompletion(program: Command): void {
  const command = program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell to print a script for').choices(SHELLS))
    .summary('print a script for completion by the shell')
    .description('Prints a script that completes commands, options and flow files in your shell.')
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { writeCompletion } = await import('../completion/completion.ts')
      process.stdout.write(writeCompletion(program, shell))
    })
  addExamples(command, [
    ['source <(peaflow completion bash)', 'in ~/.bashrc'],
    ['source <(peaflow completion zsh)', 'in ~/.zshrc'],
    ['peaflow completion fish | source', 'in ~/.config/fish/config.fish'],
  ])
}
