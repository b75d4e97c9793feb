import { setTimeout as wait } from 'node:timers/promises'

// Takes `milliseconds` for each request.
export default async (documents, { with: { milliseconds = 5 } }) => {
  await wait(milliseconds)
  return documents.map((document) => ({ ...document, tags: { slow: true } }))
}
