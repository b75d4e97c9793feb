import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { FlowError } from '@peaflow/core'

/** Milliseconds that a name may take to resolve. */
const RESOLVE_TIMEOUT = 3_000

/** The address at which another machine reaches this one, as far as this machine can tell. */
export async function findHostname(remote: string): Promise<string | undefined> {
  return (await routeTo(remote)) ?? firstAddress()
}

/**
 * The address at which several other machines reach this one.
 *
 * @throws FlowError `ADDRESS_HOSTNAME` if it differs between them.
 */
export async function findCommonHostname(remotes: readonly string[]): Promise<string | undefined> {
  const routes = await Promise.all(remotes.map(async (remote) => ({ remote, address: await routeTo(remote) })))
  const [first, ...others] = routes.filter(({ address }) => address !== undefined)
  const other = others.find(({ address }) => address !== first?.address)
  if (first === undefined) return firstAddress()
  if (other === undefined) return first.address
  throw new FlowError(
    'ADDRESS_HOSTNAME',
    `${first.remote} reaches this machine at ${first.address}, and ${other.remote} at ${other.address}`,
    { hint: 'A Flow has one hostname: set one that all of them can reach' },
  )
}

/** The addresses of a host; empty if its name does not resolve in time. */
export async function resolveName(host: string): Promise<readonly string[]> {
  const found = lookup(host, { all: true }).catch(() => [])
  const late = delay(RESOLVE_TIMEOUT, [], { ref: false })
  return (await Promise.race([found, late])).map(({ address }) => address)
}

/** The address that packets to a host are sent from. Asks the routing table without sending anything. */
async function routeTo(remote: string): Promise<string | undefined> {
  const [address] = await resolveName(remote)
  if (address === undefined) return undefined
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((resolve, reject) => {
      socket.connect(9, address, (error?: Error) => (error === undefined ? resolve() : reject(error)))
    })
    return socket.address().address
  } catch {
    // Without a route to the host, the Flow can still be planned here.
    return undefined
  } finally {
    socket.close()
  }
}

function firstAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}
