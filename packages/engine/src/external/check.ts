import { type ErrorCode, FlowError, isFlowError, machineOf, type PeaSpec, toAddress } from '@peaflow/core'
import { type CurveClientKeys, PROTOCOL, pingPea, podClientKeys } from '@peaflow/protocol'

/** Milliseconds that an external Pea may take to answer. */
const PING_TIMEOUT = 5_000

/**
 * Checks that an external Pea answers at its control port, and that it is the right one.
 *
 * @throws FlowError `LAUNCH_PING` if it does not answer, `LAUNCH_OTHER_PEA` if another Pea does, `LAUNCH_PROTOCOL` if it
 * speaks another version of the protocol, `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function checkPea(spec: PeaSpec, signal: AbortSignal | undefined): Promise<void> {
  const { id, pod, control, timeoutReady } = spec
  const { host, port } = control
  const timeout = Math.min(PING_TIMEOUT, timeoutReady)
  const { pea, protocol } = await pingPea({ host, port, timeout, signal, curve: controlKeys(spec) }).catch((error) =>
    rethrow(error, spec),
  )
  const where = toAddress(host, port)
  if (protocol !== PROTOCOL) {
    const message = `"${pea}" at ${where} speaks version ${protocol} of the protocol, this Flow version ${PROTOCOL}`
    throw new FlowError('LAUNCH_PROTOCOL', message, { hint: 'Use one version of Peaflow on both machines' })
  }
  if (pea === id) return
  throw new FlowError('LAUNCH_OTHER_PEA', `the Pea at ${where} is "${pea}", not "${id}"`, {
    hint: `Start it there with --name ${pod}, or give "${pod}" the port_control of its own Pea`,
  })
}

/** The keys with which the control port of an external Pea is dialled, if it is encrypted: where the Flow has a key that lasts. */
export function controlKeys({ key, security }: PeaSpec): CurveClientKeys | undefined {
  return key === undefined || security === 'none' ? undefined : podClientKeys(Buffer.from(key, 'hex'))
}

/** A Pea and its machine, in the names that the Flow gives them. */
export function nameOf({ id, host }: Pick<PeaSpec, 'id' | 'host'>): string {
  return `"${id}" on ${machineOf({ host }) ?? 'this machine'}`
}

function rethrow(error: unknown, spec: PeaSpec): never {
  if (!isFlowError(error)) throw error
  const { code, message, hint } = error
  throw new FlowError(code as ErrorCode, `${nameOf(spec)} is unavailable: ${message}`, { hint, cause: error.cause })
}
