// Says how many documents each call has. A document may ask for trouble: throw, exit, wait until nobody waits, or get lost.
const LIMIT = 60_000

export default async (documents, { log, signal, parameters }) => {
  log.info(`call of ${documents.length}`)
  if (documents.some(({ text }) => text === 'throw')) throw new Error('poisoned')
  if (documents.some(({ text }) => text === 'exit')) process.exit(9)
  if (documents.some(({ text }) => text === 'wait')) await aborted(signal, log)
  if (parameters.milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, parameters.milliseconds))
  const results = documents.filter(({ text }) => text !== 'lose')
  return results.map((document) => ({ ...document, size: documents.length }))
}

function aborted(signal, log) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LIMIT)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      log.info(`aborted: ${signal.reason.code}`)
      resolve()
    })
  })
}
