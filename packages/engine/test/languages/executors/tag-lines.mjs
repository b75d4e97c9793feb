// Speaks lines of JSON. Its last argument is the mark.
import { createInterface } from 'node:readline'

const mark = process.argv.at(-1)
for await (const line of createInterface({ input: process.stdin })) {
  const { id, documents, parameters } = JSON.parse(line)
  const tagged = documents.map((one) => ({ ...one, text: `${one.text}${mark}${parameters.p}`, [mark]: one.n / 2 }))
  console.log(JSON.stringify({ id, documents: tagged }))
}
