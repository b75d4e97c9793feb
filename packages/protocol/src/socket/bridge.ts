import { readFileSync } from 'node:fs'

/** The environment variable for the address at which containers reach this machine, where it cannot be detected. */
export const BRIDGE = 'PEAFLOW_BRIDGE'

/** Files in `/proc/net`. */
export interface RoutingTables {
  /** `route`: which interface leads to which network. */
  readonly route: string
  /** `fib_trie`: every known address, those of this machine among them. */
  readonly fibTrie: string
}

/**
 * The address of this machine on Docker's bridge: what `host.docker.internal` means in a container on Linux. A BIND socket
 * of a plan with `bridge` opens its port there as well as on loopback, and so does the Flow's control socket.
 * `undefined` if there is no bridge, as with Docker Desktop, which forwards containers to loopback.
 *
 * @defaultValue the address of `docker0`, unless the environment variable `PEAFLOW_BRIDGE` names another
 */
export function bridgeGateway(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const configured = environment[BRIDGE]
  if (configured !== undefined && configured !== '') return configured
  const tables = readRoutingTables()
  return tables && findBridgeGateway(tables)
}

/**
 * The address of `docker0` according to the routing tables. `os.networkInterfaces()` is not sufficient: it omits the bridge
 * while no container runs, and a Flow opens its ports before that.
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

/** `/proc/net/route` prints addresses in host byte order: the first byte is the last. */
function fromHex(digits: string): number {
  const bytes = digits.match(/../g) ?? []
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
