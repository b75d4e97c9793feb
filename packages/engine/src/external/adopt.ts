import {
  type ErrorCode,
  FlowError,
  type LaunchOptions,
  type PeaExit,
  type PeaHandle,
  type PeaSpec,
} from '@peaflow/core'
import { proveAdopt } from '@peaflow/protocol'
import { waitFor } from '../async/wait-for.ts'
import type { ControlServer } from '../control/server.ts'
import { checkPea } from './check.ts'
import { relayControl } from './relay.ts'

/** Milliseconds between asking a Pea to release the Flow and making it, by default. */
const STOP_GRACE = 5_000

/** Milliseconds that a Pea may take to confirm that it has released the Flow. */
const RELEASE_TIMEOUT = 1_000

/** Options of one adoption. */
export interface AdoptOptions extends LaunchOptions {
  /** Called when the Pea is connected again. */
  readonly onReconnect?: (() => void) | undefined
}

/**
 * Makes an external Pea serve this Flow: dials its control port, checks that it is the right Pea, and sends it its entry
 * of the plan. Its "exit" is that it no longer serves the Flow; its process goes on.
 *
 * @throws FlowError `LAUNCH_PING` if it does not answer, `LAUNCH_KEY` if it needs another key, `LAUNCH_ADOPT` if it was not
 * started for what the plan asks of it, `LAUNCH_OTHER_PEA` if another Pea does, `LAUNCH_PROTOCOL` if it speaks another
 * version of the protocol, `LAUNCH_EXTERNAL_BUSY` if it serves another Flow, `ADDRESS_UNRESOLVED` if its host does not
 * resolve, and the error that keeps it from opening its ports.
 */
export async function adoptPea(
  spec: PeaSpec,
  server: Pick<ControlServer, 'attach'>,
  { signal, onReconnect = () => undefined }: AdoptOptions,
): Promise<PeaHandle> {
  await checkPea(spec, signal)
  const relay = await relayControl(spec, { server, onReconnect })
  const release = async (): Promise<PeaExit> => {
    relay.send({ type: 'release' })
    await waitFor(relay.ended, { timeout: RELEASE_TIMEOUT })
    relay.close()
    return await relay.ended
  }
  const onAbort = () => void release()
  signal?.addEventListener('abort', onAbort)
  void relay.ended.then(() => signal?.removeEventListener('abort', onAbort))
  const { key, ...wanted } = spec
  const proof = key === undefined ? undefined : proveAdopt(Buffer.from(key, 'hex'), spec.flowId).toString('hex')
  relay.send({ type: 'adopt', spec: wanted, proof })
  if (signal?.aborted) onAbort()
  const refusal = await relay.answered
  if (refusal !== undefined) {
    relay.close()
    throw new FlowError(refusal.code as ErrorCode, refusal.message, { hint: refusal.hint })
  }
  return {
    spec,
    exited: relay.ended,
    stop: async ({ grace = STOP_GRACE } = {}) => {
      if (grace === 0) return await release()
      relay.send({ type: 'stop' })
      await waitFor(relay.ended, { timeout: grace })
      return await release()
    },
  }
}
