import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { MigrateOptions } from './migrate.ts'

/** `peaflow migrate`: writes a flow file of Jina's as one of Peaflow's. */
export function addMigrate(program: Command): void {
  const command = program
    .command('migrate')
    .argument('<file>', 'the flow file of Jina')
    .summary("write a flow file of Jina's as one of Peaflow's")
    .description(
      "Writes a flow file of Jina's as one of Peaflow's, with a note for each key that has no counterpart, and beside it a skeleton for each executor that does not exist. No file is overwritten.",
    )
    .option('-o, --output <file>', 'where to write it, in the same folder; - is stdout', '-')
    .action(async (file: string, options: MigrateOptions) => {
      const { migrate } = await import('./migrate.ts')
      await migrate(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow migrate jina.yml --output flow.yml', 'then try it: peaflow check flow.yml'],
    ['peaflow migrate jina.yml', 'print it'],
  ])
}
