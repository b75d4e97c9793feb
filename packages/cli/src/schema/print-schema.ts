import { flowSchema } from '@peaflow/flow'
import { openWriter } from '../output/writer.ts'

/** Prints the JSON Schema of flow files. */
export async function printSchema(): Promise<void> {
  const writer = await openWriter('-')
  await writer.write(`${JSON.stringify(flowSchema, null, 2)}\n`)
  await writer.end()
}
