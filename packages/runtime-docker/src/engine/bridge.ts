import type { Engine } from './connect.ts'

/** Of an Engine's answer about its bridge network, what {@link gatewayOf} reads. */
interface BridgeNetwork {
  readonly IPAM?: {
    readonly Config?: readonly { readonly Gateway?: string; readonly Subnet?: string }[] | null | undefined
  }
}

/**
 * The address of this machine on the Engine's bridge, which is what `host.docker.internal` means in its containers: a
 * port that another container dials is published there. Whatever runs outside of containers finds the same address
 * without the Engine (`bridgeGateway` of `@peaflow/pea`).
 */
export async function findBridgeGateway(engine: Engine): Promise<string | undefined> {
  return gatewayOf((await engine.getNetwork('bridge').inspect()) as BridgeNetwork)
}

/** Engine 20.10 names no gateway: it is the first address of the subnet then. */
export function gatewayOf({ IPAM }: BridgeNetwork): string | undefined {
  for (const { Gateway, Subnet } of IPAM?.Config ?? []) {
    if (Gateway && !Gateway.includes(':')) return Gateway
    const network = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\//.exec(Subnet ?? '')
    if (network) return `${network[1]}.${network[2]}.${network[3]}.${Number(network[4]) + 1}`
  }
  return undefined
}
