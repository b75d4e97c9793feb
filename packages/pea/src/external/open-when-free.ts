import { setTimeout as delay } from 'node:timers/promises'
import { isFlowError } from '@peaflow/core'
import type { OpenPea } from '../pea/pea-options.ts'

/** Milliseconds that the previous Flow's sockets may still occupy the ports. */
const PORT_RELEASE_TIMEOUT = 3_000

/** Milliseconds between two attempts. */
const RETRY_INTERVAL = 50

/** Opens a Pea whose ports may still be closing. Gives up early once the Pea is not wanted any more. */
export async function openWhenFree(open: () => Promise<OpenPea>, isWanted: () => boolean): Promise<OpenPea> {
  const until = performance.now() + PORT_RELEASE_TIMEOUT
  for (;;) {
    try {
      return await open()
    } catch (error) {
      const isTaken = isFlowError(error) && error.code === 'ADDRESS_IN_USE'
      if (!isTaken || !isWanted() || performance.now() > until) throw error
      await delay(RETRY_INTERVAL)
    }
  }
}
