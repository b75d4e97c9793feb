/** Takes as long as each document says, unless it is aborted; `deaf` ones go on regardless. */
export default async (documents, { signal }) => {
  for (const { wait = 0, deaf, throws } of documents) {
    if (throws) throw new TypeError(throws)
    if (wait > 0) {
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, wait)
        if (deaf) return
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      })
    }
  }
}
