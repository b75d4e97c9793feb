import type { Engine } from './connect.ts'

/** The fields of the Engine's bridge network that {@link gatewayOf} reads. */
interface BridgeNetwork {
  readonly IPAM?: {
    readonly Config?: readonly { readonly Gateway?: string; readonly Subnet?: string }[] | null | undefined
  }
}

/**
 * The address of this machine on the Engine's bridge, to which `host.docker.internal` resolves in a container. A port
 * that another container dials is published on it. Outside of containers, `bridgeGateway` of `@peaflow/pea` finds the
 * same address without the Engine.
 */
export async function findBridgeGateway(engine: Engine): Promise<string | undefined> {
  return gatewayOf((await engine.getNetwork('bridge').inspect()) as BridgeNetwork)
}

/** Engine 20.10 does not report the gateway: there it is the first address of the subnet. */
export function gatewayOf({ IPAM }: BridgeNetwork): string | undefined {
  for (const { Gateway, Subnet } of IPAM?.Config ?? []) {
    if (Gateway && !Gateway.includes(':')) return Gateway
    const network = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\//.exec(Subnet ?? '')
    if (network) return `${network[1]}.${network[2]}.${network[3]}.${Number(network[4]) + 1}`
  }
  return undefined
}
