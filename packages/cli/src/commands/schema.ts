import type { Command } from 'commander'
import { addExamples } from './help.ts'

/** `peaflow schema`: the JSON Schema of flow files. */
export function addSchema(program: Command): void {
  const command = program
    .command('schema')
    .summary('print the JSON Schema of flow files')
    .description('Prints the JSON Schema of flow files. Editors complete and check with it while you type.')
    .action(async () => {
      const [{ flowSchema }, { openWriter }] = await Promise.all([
        import('@peaflow/flow'),
        import('../output/writer.ts'),
      ])
      const writer = await openWriter('-')
      await writer.write(`${JSON.stringify(flowSchema, null, 2)}\n`)
      await writer.end()
    })
  addExamples(command, [
    [
      'peaflow schema > flow.schema.json',
      'then begin a flow file with: # yaml-language-server: $schema=flow.schema.json',
    ],
  ])
}
