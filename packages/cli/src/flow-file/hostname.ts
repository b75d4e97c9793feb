import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds that a name may take to resolve. */
const PATIENCE = 3_000

/** The address of this machine that another one reaches it by, as far as this machine can know. */
export async function findHostname(remote: string): Promise<string | undefined> {
  return (await routeTo(remote)) ?? firstAddress()
}

/** The addresses of a host; none if its name does not resolve in time. */
export async function resolveName(host: string): Promise<readonly string[]> {
  const found = lookup(host, { all: true }).catch(() => [])
  const late = delay(PATIENCE, [], { ref: false })
  return (await Promise.race([found, late])).map(({ address }) => address)
}

/** The address that packets to a host leave from: asks the routing table, and sends nothing. */
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
    // No route there: the Flow may still only be planned here.
    return undefined
  } finally {
    socket.close()
  }
}

function firstAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}
