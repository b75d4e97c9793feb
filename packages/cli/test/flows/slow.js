import { appendFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Takes `ms` milliseconds for each document, and writes to a file when it is torn down. */
export default {
  async teardown({ with: { log } }) {
    if (log !== undefined) await appendFile(log, 'down\n')
  },
  requests: {
    default: async (documents) => {
      for (const { ms } of documents) await delay(ms)
      return documents
    },
  },
}
