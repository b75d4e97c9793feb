import { FlowError } from '@peaflow/core'

/** Milliseconds that a name server has for its answer. */
const LOOKUP_TIMEOUT = 5_000

const NUMERIC = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/

/** The address at which processes of one machine reach each other. */
export const LOOPBACK = '127.0.0.1'

/** Hosts that mean this machine where a plan names them as the target of a CONNECT socket. */
const LOCAL_HOSTS: Readonly<Record<string, string>> = { '0.0.0.0': LOOPBACK, localhost: LOOPBACK }

/**
 * The address that a CONNECT socket dials. Names are resolved here, with a time limit: ZeroMQ's own lookup would block
 * every socket of the process for as long as it takes.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the name does not resolve in time.
 */
export async function addressToDial(host: string): Promise<string> {
  return await toNumericAddress(LOCAL_HOSTS[host] ?? host)
}

/**
 * All addresses of what a CONNECT socket dials, in the order of the name server: while a service moves, its name may have the
 * address that it leaves beside the one that it moves to.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the name does not resolve in time.
 */
export async function addressesToDial(host: string): Promise<readonly string[]> {
  return await toNumericAddresses(LOCAL_HOSTS[host] ?? host)
}

/**
 * The address that a BIND socket opens.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the name does not resolve in time.
 */
export async function addressToBind(host: string): Promise<string> {
  return await toNumericAddress(host === 'localhost' ? LOOPBACK : host)
}

/** Whether the host of a CONNECT socket, as a plan names it, is this machine. */
export function isLocalHost(host: string): boolean {
  return (LOCAL_HOSTS[host] ?? host) === LOOPBACK
}

async function toNumericAddress(host: string): Promise<string> {
  const [first = host] = await toNumericAddresses(host)
  return first
}

async function toNumericAddresses(host: string): Promise<readonly string[]> {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  return NUMERIC.test(name) ? [name] : await resolveName(name)
}

async function resolveName(name: string): Promise<readonly string[]> {
  const { lookup } = await import('node:dns/promises')
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LOOKUP_TIMEOUT} ms`)), LOOKUP_TIMEOUT)
  })
  try {
    const found = await Promise.race([lookup(name, { family: 4, all: true }), timeout])
    return found.map(({ address }) => address)
  } catch (cause) {
    throw new FlowError('ADDRESS_UNRESOLVED', `the host name "${name}" does not resolve`, {
      hint: 'Check its spelling and the name server of this machine, or use an IPv4 address; names with IPv6 addresses alone do not work',
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}
