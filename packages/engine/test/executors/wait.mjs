// Answers a document with `quick` at once; any other call waits until it is aborted.
export default async (documents, { log, signal }) => {
  if (documents.some(({ quick }) => quick)) return
  log.info('waits')
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  log.info(`aborted ${Date.now()}`)
}
