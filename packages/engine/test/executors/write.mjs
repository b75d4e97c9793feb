// Appends the text of each document to a file, slowly.
import { appendFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

export default async (documents, context) => {
  await delay(context.with.milliseconds)
  for (const { text } of documents) await appendFile(context.with.file, `${text}\n`)
}
