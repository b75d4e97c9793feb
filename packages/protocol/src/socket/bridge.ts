import { readFileSync } from 'node:fs'

/** The variable that says on which address of this machine containers find it, where that cannot be found out. */
export const BRIDGE = 'PEAFLOW_BRIDGE'

/** What Linux says of its network, in `/proc/net`. */
export interface RoutingTables {
  /** `route`: which interface leads to which network. */
  readonly route: string
  /** `fib_trie`: every address, among them those of this machine. */
  readonly fibTrie: string
}

/**
 * The address of this machine on Docker's bridge, which is what `host.docker.internal` means in a container on Linux: a
 * BIND end of a plan with `bridge` opens its port there besides loopback, and so does the Flow's control socket.
 * Nothing where there is no bridge; Docker Desktop leads containers to loopback.
 *
 * @defaultValue the address of `docker0`, unless the environment variable `PEAFLOW_BRIDGE` gives another
 */
export function bridgeGateway(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const given = environment[BRIDGE]
  if (given !== undefined && given !== '') return given
  const tables = readRoutingTables()
  return tables && findBridgeGateway(tables)
}

/**
 * The address of `docker0` in the routing tables. `os.networkInterfaces()` does not do: it leaves the bridge out while
 * no container runs, and a Flow opens its ports before.
 */
export function findBridgeGateway({ route, fibTrie }: RoutingTables): string | undefined {
  for (const line of route.split('\n')) {
    const [name, destination = '', , , , , , mask = ''] = line.trim().split(/\s+/)
    if (name !== 'docker0') continue
    const network = fromHex(destination)
    return ownAddresses(fibTrie).find((address) => (toNumber(address) & fromHex(mask)) === (network | 0))
  }
  return undefined
}

function readRoutingTables(): RoutingTables | undefined {
  try {
    return { route: readFileSync('/proc/net/route', 'utf8'), fibTrie: readFileSync('/proc/net/fib_trie', 'utf8') }
  } catch {
    return undefined // not Linux
  }
}

function ownAddresses(fibTrie: string): readonly string[] {
  return [...fibTrie.matchAll(/\|-- (\S+)\n\s+\/32 host LOCAL/g)].map((match) => match[1] ?? '')
}

/** `/proc/net/route` writes addresses as the machine stores them: the first byte last. */
function fromHex(text: string): number {
  const bytes = text.match(/../g) ?? []
  return toNumber(
    bytes
      .reverse()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.'),
  )
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, byte) => (number << 8) | Number(byte), 0)
}
