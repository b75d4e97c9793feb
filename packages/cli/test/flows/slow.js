import { appendFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Takes `ms` milliseconds for each document, says that it is called, and writes to a file when it is torn down, as `with` asks. */
export default {
  async teardown({ with: { log } }) {
    if (log !== undefined) await appendFile(log, 'down\n')
  },
  requests: {
    default: async (documents, { log, with: { says } }) => {
      if (says !== undefined) log.info(says)
      for (const { ms } of documents) await delay(ms)
      return documents
    },
  },
}
