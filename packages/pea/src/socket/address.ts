import { FlowError } from '@peaflow/core'

/** How long a name server may take, in milliseconds. */
const LOOKUP_LIMIT = 5_000

const NUMERIC = /^(\d{1,3}(\.\d{1,3}){3}|\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]*\]?)$/

/** A socket that dials "every interface", as the plan writes it, means this machine. */
const DIALLED: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', localhost: '127.0.0.1' }

/**
 * The `tcp://` address that a CONNECT socket dials. Names are resolved here, because one that does not resolve freezes
 * every ZeroMQ socket of the process for seconds when ZeroMQ looks it up.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the name does not resolve in time.
 */
export async function dialAddress(host: string, port: number): Promise<string> {
  const name = DIALLED[host] ?? host
  return `tcp://${NUMERIC.test(name) ? bracket(name) : bracket(await lookUp(name))}:${port}`
}

/** The `tcp://` address that a BIND socket opens; port 0 means any free one. */
export async function bindAddress(host: string, port: number): Promise<string> {
  const name = host === 'localhost' ? '127.0.0.1' : host
  const numeric = NUMERIC.test(name) ? name : await lookUp(name)
  return `tcp://${bracket(numeric)}:${port === 0 ? '*' : port}`
}

/** The port of a bound address. */
export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1))
}

function bracket(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
}

async function lookUp(name: string): Promise<string> {
  const { lookup } = await import('node:dns/promises')
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${LOOKUP_LIMIT} ms`)), LOOKUP_LIMIT).unref()
  })
  try {
    const { address } = await Promise.race([lookup(name, { family: 4 }), late])
    return address
  } catch (cause) {
    throw new FlowError('ADDRESS_UNRESOLVED', `the host name "${name}" does not resolve`, { cause })
  }
}
