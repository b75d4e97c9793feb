import { readFileSync } from 'node:fs'

/**
 * How often this machine's kernel has sent the same bytes again to an IPv4 address since that address last acknowledged
 * any: the most of all connections to it.
 */
export function retransmissionsTo(address: string): number {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))
  const remote = bytes.toReversed().join('').toUpperCase()
  const connections = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1),
  )
  const counts = connections.map((connection) => {
    const [, , peer = '', , , , retransmissions = '0'] = connection.trim().split(/\s+/)
    // An IPv4 address is the end of an IPv6 one.
    return peer.split(':')[0]?.endsWith(remote) ? Number.parseInt(retransmissions, 16) : 0
  })
  return Math.max(0, ...counts)
}
