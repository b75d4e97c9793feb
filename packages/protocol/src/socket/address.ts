import { FlowError } from '@peaflow/core'

/** How long a name server may take, in milliseconds. */
const LOOKUP_LIMIT = 5_000

const NUMERIC = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/

/** Where a process of this machine finds another one. */
export const LOOPBACK = '127.0.0.1'

/** A socket that dials "every interface", as the plan writes it, means this machine. */
const DIALLED: Readonly<Record<string, string>> = { '0.0.0.0': LOOPBACK, localhost: LOOPBACK }

/**
 * The address that a CONNECT socket dials. Names are resolved here, with a time limit: ZeroMQ's own look-up would freeze
 * every socket of the process for as long as it takes.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the name does not resolve in time.
 */
export async function addressToDial(host: string): Promise<string> {
  return await toAddress(DIALLED[host] ?? host)
}

/**
 * The address that a BIND socket opens.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the name does not resolve in time.
 */
export async function addressToBind(host: string): Promise<string> {
  return await toAddress(host === 'localhost' ? LOOPBACK : host)
}

/** Whether a host that is dialled, as a plan names it, is this machine. */
export function isLocalHost(host: string): boolean {
  return (DIALLED[host] ?? host) === LOOPBACK
}

async function toAddress(host: string): Promise<string> {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  return NUMERIC.test(name) ? name : await lookUp(name)
}

async function lookUp(name: string): Promise<string> {
  const { lookup } = await import('node:dns/promises')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LOOKUP_LIMIT} ms`)), LOOKUP_LIMIT)
  })
  try {
    const { address } = await Promise.race([lookup(name, { family: 4 }), late])
    return address
  } catch (cause) {
    throw new FlowError('ADDRESS_UNRESOLVED', `the host name "${name}" does not resolve`, {
      hint: 'Check its spelling and the name server of this machine, or use an IPv4 address; names with IPv6 addresses alone do not work',
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}
