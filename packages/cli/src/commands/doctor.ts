import type { Command } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** `peaflow doctor`: what this machine can run. */
export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('show what this machine can run')
    .description('Tries what Peaflow needs of this machine, and says what is missing and how to get it.')
    .option('-H, --docker-host <address>', 'the Docker Engine (default: what the docker command talks to)')
    .action(async ({ dockerHost }: { dockerHost?: string }) => {
      const { doctor } = await import('../doctor/doctor.ts')
      process.exitCode = await doctor(dockerHost, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow doctor --json', 'exit code 0 if Flows run here, 1 if not'],
    ['peaflow doctor --docker-host ssh://gpu-1', 'and whether containers of that machine reach this one'],
  ])
}
