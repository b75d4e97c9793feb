import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds that a name may take to resolve. */
const PATIENCE = 3_000

/** The address of this machine that another one reaches it by, as far as this machine can know. */
export async function findHostname(remote: string): Promise<string | undefined> {
  return (await routeTo(remote)) ?? firstAddress()
}

/** The address that packets to a host leave from: asks the routing table, and sends nothing. */
async function routeTo(remote: string): Promise<string | undefined> {
  const found = await Promise.race([lookup(remote).catch(() => undefined), delay(PATIENCE, undefined, { ref: false })])
  if (found === undefined) return undefined
  const socket = createSocket(found.family === 6 ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((resolve, reject) => {
      socket.connect(9, found.address, (error?: Error) => (error === undefined ? resolve() : reject(error)))
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
