import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'

/** `peaflow prune`: removes what a crash left behind. */
export function addPrune(program: Command): void {
  const command = program
    .command('prune')
    .summary('remove what a crash left behind')
    .description(
      'Removes the containers and the runtime folders of Flows that no longer run. Those of running Flows, and the containers of other tools, stay.',
    )
    .option('-H, --docker-host <address>', 'the Docker Engine (default: the one that the docker command uses)')
    .action(async ({ dockerHost }: { dockerHost?: string }) => {
      const { prune } = await import('./prune.ts')
      await prune(dockerHost, globalsOf(command))
    })
  addExamples(command, [['peaflow prune --docker-host ssh://gpu-1', 'on another machine']])
}
