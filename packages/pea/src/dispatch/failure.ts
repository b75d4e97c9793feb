import type { WireError } from '@peaflow/protocol'

/** The Pod of a Pea, from the Pea's id. */
export function podOf(pea: string): string {
  return pea.split('/')[0] ?? pea
}

/** Peas that died while they worked on one request. */
export interface Deaths {
  /** The last of them. */
  readonly peer: string
  readonly reason: string
  readonly tries: number
}

/** More Peas died while they worked on the request than its retries allow. */
export function peaDied({ peer, reason, tries }: Deaths): WireError {
  const before = tries === 1 ? '' : `, as did ${tries - 1} before it`
  return {
    code: 'REQUEST_PEA_DIED',
    message: `${peer} died while it worked on this request${before}: ${reason}`,
    hint: 'Check what the executor does with these documents; retries sets how often a request is retried',
    pod: podOf(peer),
    pea: peer,
  }
}

/** The Pea that the request needs is out of service: it is degraded, or is not started again. */
export function peaLost(peer: string, reason: string): WireError {
  return {
    code: 'REQUEST_PEA_LOST',
    message: `${peer} is out of service: ${reason}`,
    hint: 'Look at what it wrote last; requests flow again once it is ready',
    pod: podOf(peer),
    pea: peer,
  }
}

/** A Pod that has not accepted a request. */
export interface Awaited {
  readonly pod: string
  /** How many Peas it has. */
  readonly peers: number
  /** Those that have not greeted. */
  readonly absent: readonly string[]
}

/** The request's deadline passed before a Pea accepted it. */
export function notAccepted(awaited: Awaited): WireError {
  const { pod, absent } = awaited
  const pea = absent[0] ?? pod
  const message = `the request timed out waiting for ${whatIsAwaited(awaited)}`
  return { code: 'REQUEST_TIMEOUT', message, pod: podOf(pea), pea }
}

function whatIsAwaited({ pod, peers, absent }: Awaited): string {
  if (peers === 0) return `a replica of "${pod}" to join`
  return absent.length > 0 ? `${absent.join(', ')} to come back` : `"${pod}" to accept it`
}

/** A call that exceeds its time limit, and whose Pea does not report that. */
export interface StuckCall {
  readonly peer: string
  /** The Pods of a group that the Pea runs. */
  readonly pods?: readonly string[] | undefined
  /** Milliseconds. */
  readonly limit: number
}

/** A call exceeds its time limit, and its Pea does not report that. */
export function callStuck({ peer, pods, limit }: StuckCall): WireError {
  const where = pods === undefined ? '' : ` (it runs ${pods.map((pod) => `"${pod}"`).join(', ')})`
  return {
    code: 'REQUEST_TIMEOUT',
    message: `a call in ${peer}${where} exceeded its limit of ${Math.round(limit)} ms and blocks its thread`,
    hint: 'Check whether the executor loops forever; timeout_request sets how long a call may take',
    pod: podOf(peer),
    pea: peer,
  }
}
