import { type ErrorCode, FLOW_NAME, FlowError, type PeaSpec, type SocketPlan } from '@peaflow/core'
import { type CurveKeyPair, KEY_FILE, podKeyPair, provesAdopt, readPodKey } from '@peaflow/protocol'
import type { Sockets } from '../links/links.ts'

/** Why an external Pea does not serve a Flow. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
}

const LOOPBACK = /^(127\.|localhost$|::1$|\[::1\]$)/

/**
 * Checks that an external Pea which other machines can reach has a key.
 *
 * @throws FlowError `CONFIG_INSECURE` if it has none, and does not insist.
 */
export function checkExposure({ id, pod, control, key, insecure }: PeaSpec): void {
  if (key !== undefined || LOOPBACK.test(control.host)) return
  const message = `every program that can reach ${control.host} could use "${id}", since it has no key`
  if (insecure !== true) {
    throw new FlowError('CONFIG_INSECURE', message, {
      hint: `Give it the key of its Pod (peaflow key --pod ${pod} < flow.key > ${pod}.key, then --key ${pod}.key), or insist with --insecure`,
    })
  }
  process.stderr.write(`warning: ${message}\n`)
}

/**
 * Adds the key of its Pod to the spec of an external Pea: from the file that it names, or else the variable
 * `PEAFLOW_KEY_FILE`, unless standard input has brought it.
 *
 * @throws FlowError `CONFIG_KEY` if the file has no key for that Pod, or other users may read it.
 */
export function withPodKey(spec: PeaSpec, environment: Readonly<Record<string, string | undefined>>): PeaSpec {
  const file = spec.keyFile ?? environment[KEY_FILE]
  return spec.key !== undefined || !file ? spec : { ...spec, key: readPodKey(file, spec.pod) }
}

/** The keys of the control port: without a key, or with `security: none`, it is not encrypted. */
export function controlKeys({ key, security }: PeaSpec): CurveKeyPair | undefined {
  return key === undefined || security === 'none' ? undefined : podKeyPair(Buffer.from(key, 'hex'))
}

/** Why an external Pea refuses what a Flow asks of it; `undefined` if it was started for that. */
export function refuseAdoption(own: PeaSpec, wanted: PeaSpec, proof: string | undefined): Refusal | undefined {
  if (!isProved(own, wanted, proof)) {
    const which = proof === undefined ? 'the Flow has none' : 'the Flow has another one'
    const hint = 'Give the Flow the key from which that of the Pod was made: the option key, or PEAFLOW_KEY_FILE'
    return { code: 'LAUNCH_KEY', message: `"${own.id}" was started with a key, and ${which}`, hint }
  }
  if (wanted.id !== own.id) return { code: 'LAUNCH_OTHER_PEA', message: `this is "${own.id}", not "${wanted.id}"` }
  if (!FLOW_NAME.test(wanted.flow)) return refuse(own, `${JSON.stringify(wanted.flow)} cannot be the name of a Flow`)
  return refuseSockets(own, wanted)
}

/** Why an external Pea refuses to open or dial sockets; `undefined` if it was started for them. */
export function refuseSockets(own: PeaSpec, wanted: Sockets): Refusal | undefined {
  const declared: readonly SocketPlan[] = [...own.inputs, ...own.outputs]
  for (const socket of [...wanted.inputs, ...wanted.outputs]) {
    const { mode, host, port } = socket
    if (mode === 'CONNECT' && !declared.some((one) => isDialled(one, socket))) {
      return refuse(own, `it was not started to dial port ${port} of ${JSON.stringify(host)}`)
    }
    if (mode === 'BIND' && !mayOpen(declared, port)) return refuse(own, `it was not started to open port ${port}`)
  }
  return undefined
}

function isProved({ key }: PeaSpec, { flowId }: PeaSpec, proof: string | undefined): boolean {
  return key === undefined || provesAdopt(Buffer.from(key, 'hex'), { flowId, proof })
}

/** Port 0 is one that is not known yet, which is not dialled. */
function isDialled({ mode, host, port }: SocketPlan, wanted: SocketPlan): boolean {
  return mode === 'CONNECT' && host === wanted.host && (wanted.port === port || wanted.port === 0)
}

/** The ports of a Pea that was started without any are for its Flow to choose, except those of the system. */
function mayOpen(declared: readonly SocketPlan[], port: number): boolean {
  const ports = declared.flatMap((one) => (one.mode === 'BIND' ? one.port : []))
  return ports.length === 0 ? port === 0 || port >= 1_024 : ports.includes(port)
}

function refuse({ id }: PeaSpec, reason: string): Refusal {
  return { code: 'LAUNCH_ADOPT', message: `"${id}" cannot serve the Flow: ${reason}` }
}
