import type { WireError } from '@peaflow/protocol'

/** The name of a Pea's Pod. */
export function podOf(pea: string): string {
  return pea.split('/')[0] ?? pea
}

/** A request killed its Pea, too often. */
export function diedOften({ peer, reason, tries }: Death): WireError {
  const times = tries === 1 ? '' : `, as did ${tries - 1} before it`
  return {
    code: 'REQUEST_PEA_DIED',
    message: `${peer} died while it worked on this request${times}: ${reason}`,
    hint: 'See what the executor does with these documents; retries says how often it is tried again',
    pod: podOf(peer),
    pea: peer,
  }
}

/** One Pea that died over a request. */
export interface Death {
  readonly peer: string
  readonly reason: string
  readonly tries: number
}

/** The Pea that a request needs is not started again. */
export function isLost(peer: string, reason: string): WireError {
  return {
    code: 'REQUEST_PEA_LOST',
    message: `${peer} ended too often and is not started again: ${reason}`,
    hint: 'See what its executor wrote last; restart says how often it is started again',
    pod: podOf(peer),
    pea: peer,
  }
}

/** A request's time was up before a Pea could take it. */
export function waitedFor(pod: string, absent: readonly string[]): WireError {
  const pea = absent[0] ?? pod
  const why = absent.length > 0 ? `for ${absent.join(', ')} to come back` : `for "${pod}" to take it`
  return { code: 'REQUEST_TIMEOUT', message: `its time was up while it waited ${why}`, pod: podOf(pea), pea }
}

/** A call runs past its time, and its Pea does not say so itself. */
export function isStuck(peer: string, milliseconds: number): WireError {
  return {
    code: 'REQUEST_TIMEOUT',
    message: `a call of ${peer} ran past its ${Math.round(milliseconds)} ms and never let go of the thread`,
    hint: 'See whether the executor loops for ever; timeout_request says how long a call may take',
    pod: podOf(peer),
    pea: peer,
  }
}
