import type { Command } from 'commander'
import { globalsOf } from './globals.ts'

/** `peaflow prune`: remove what a crash left. */
export function addPrune(program: Command): void {
  const command = program
    .command('prune')
    .summary('remove what a crash left behind')
    .description('Removes containers of Flows that run no more. Those of running Flows, and of other tools, stay.')
    .action(async () => {
      const { prune } = await import('../docker/prune.ts')
      await prune(globalsOf(command))
    })
}
