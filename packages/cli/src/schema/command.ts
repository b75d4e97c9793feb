import type { Command } from 'commander'
import { addExamples } from '../options/help.ts'

/** `peaflow schema`: prints the JSON Schema of flow files. */
export function addSchema(program: Command): void {
  const command = program
    .command('schema')
    .summary('print the JSON Schema of flow files')
    .description('Prints the JSON Schema of flow files. Editors use it to complete and check while you type.')
    .action(async () => {
      const { printSchema } = await import('./print-schema.ts')
      await printSchema()
    })
  addExamples(command, [
    [
      'peaflow schema > flow.schema.json',
      'then begin a flow file with: # yaml-language-server: $schema=flow.schema.json',
    ],
  ])
}
