/**
 * Streams its answer: as many pieces as the parameter `pieces` says, each with one document. With `step`, it waits for so
 * many milliseconds before each. Writes a line when it begins, and when it is closed.
 */
export default async function* (documents, { parameters, signal, log, replicaId }) {
  const { pieces = 5, step = 0, hold, last } = parameters
  const [{ id }] = documents
  log.info(`begins ${id}`)
  let made = 0
  try {
    for (; made < pieces; made += 1) {
      if (made === hold) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      if (step > 0) await new Promise((resolve) => setTimeout(resolve, step))
      yield [{ id: `${id}-${made}`, text: String(made), made: process.hrtime.bigint(), by: replicaId }]
      log.info(`made ${id}-${made}`)
    }
    if (last) return [{ id: `${id}-last` }]
  } finally {
    log.info(`closed ${id} after ${made} at ${Date.now()}`)
  }
}
