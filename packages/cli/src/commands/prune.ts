import type { Command } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** `peaflow prune`: remove what a crash left. */
export function addPrune(program: Command): void {
  const command = program
    .command('prune')
    .summary('remove what a crash left behind')
    .description('Removes containers of Flows that run no more. Those of running Flows, and of other tools, stay.')
    .option('-H, --docker-host <address>', 'the Docker Engine (default: what the docker command talks to)')
    .action(async ({ dockerHost }: { dockerHost?: string }) => {
      const { prune } = await import('../docker/prune.ts')
      await prune(dockerHost, globalsOf(command))
    })
  addExamples(command, [['peaflow prune --docker-host ssh://gpu-1', 'on another machine']])
}
