import {
  type ErrorCode,
  FlowError,
  type LaunchOptions,
  type PeaExit,
  type PeaHandle,
  type PeaSpec,
} from '@peaflow/core'
import { within } from '../async/deferred.ts'
import { checkPea } from './check.ts'
import { relayControl } from './relay.ts'

/** Milliseconds between asking a Pea to let go and insisting, where nobody says. */
const GRACE = 5_000

/** Milliseconds for its last word, once it was told to let go at once. */
const LAST_WORD = 1_000

/**
 * Has an external Pea serve this Flow: dials its control port, sees that it is the Pea it should be, and hands it its
 * part of the plan. Its "exit" is that it serves the Flow no more; its process goes on.
 *
 * @throws FlowError `LAUNCH_PING` if nothing answers, `LAUNCH_OTHER_PEA` if another Pea does, `LAUNCH_PROTOCOL` if it
 * speaks another version of the protocol, `LAUNCH_EXTERNAL_BUSY` if it serves another Flow, `ADDRESS_UNRESOLVED` if its
 * host does not resolve, and what keeps it from opening its ports.
 */
export async function adoptPea(
  spec: PeaSpec,
  controlPortOn: (host: string) => number,
  { signal }: LaunchOptions,
): Promise<PeaHandle> {
  await checkPea(spec, signal)
  const relay = await relayControl(spec, controlPortOn)
  const letGo = async (): Promise<PeaExit> => {
    relay.say({ type: 'release' })
    await within(relay.ended, LAST_WORD)
    relay.close()
    return await relay.ended
  }
  const onAbort = () => void letGo()
  signal?.addEventListener('abort', onAbort)
  void relay.ended.then(() => signal?.removeEventListener('abort', onAbort))
  relay.say({ type: 'adopt', spec })
  if (signal?.aborted) onAbort()
  const refusal = await relay.answered
  if (refusal !== undefined) {
    relay.close()
    throw new FlowError(refusal.code as ErrorCode, refusal.message, { hint: refusal.hint })
  }
  return {
    spec,
    exited: relay.ended,
    stop: async ({ grace = GRACE } = {}) => {
      if (grace === 0) return await letGo()
      relay.say({ type: 'stop' })
      await within(relay.ended, grace)
      return await letGo()
    },
  }
}
