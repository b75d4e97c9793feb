import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'

/** `peaflow doctor`: checks what this machine can run. */
export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('show what this machine can run')
    .description('Tries everything that Peaflow needs of this machine. Shows what is missing and how to get it.')
    .option('-H, --docker-host <address>', 'the Docker Engine (default: the one that the docker command uses)')
    .action(async ({ dockerHost }: { dockerHost?: string }) => {
      const { doctor } = await import('./doctor.ts')
      process.exitCode = await doctor(dockerHost, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow doctor --json', 'exit code 0 if Flows run here, 1 if not'],
    ['peaflow doctor --docker-host ssh://gpu-1', 'also checks whether containers on that machine reach this one'],
  ])
}
