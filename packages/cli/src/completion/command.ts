import { Argument, type Command } from 'commander'
import { addExamples } from '../options/help.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `peaflow completion`: prints a completion script for a shell. */
export function addCompletion(program: Command): void {
  const command = program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .summary('print a completion script for your shell')
    .description('Prints a script that completes commands, options and flow files in your shell.')
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { writeCompletion } = await import('./write-completion.ts')
      process.stdout.write(writeCompletion(program, shell))
    })
  addExamples(command, [
    ['source <(peaflow completion bash)', 'in ~/.bashrc'],
    ['source <(peaflow completion zsh)', 'in ~/.zshrc'],
    ['peaflow completion fish | source', 'in ~/.config/fish/config.fish'],
  ])
}
