import { setTimeout as sleep } from 'node:timers/promises'

// What the cases of the wire ask of an executor: answers its documents, after `sleep` milliseconds, or fails with `fail`.
export default async function answer(documents, { parameters, signal }) {
  if (typeof parameters.sleep === 'number') await sleep(parameters.sleep, undefined, { signal })
  if (typeof parameters.fail === 'string') throw new Error(parameters.fail)
  return documents
}
