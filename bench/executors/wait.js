import { setTimeout } from 'node:timers/promises'

/** Answers after `with.ms` milliseconds, in which it computes nothing. */
export default async (documents, { with: { ms } }) => {
  await setTimeout(ms)
  return documents
}
