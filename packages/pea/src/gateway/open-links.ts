import type { PeaSpec } from '@peaflow/core'
import { dialControl } from '@peaflow/protocol'
import { DataPlaneLinks } from './data-plane-links.ts'
import type { GatewayEvents, GatewayLinks, GatewayLinksOptions } from './links.ts'

/**
 * Opens the gateway's links: binds its sockets, reports their ports, and dials once `wire` names the peers. Resolves once
 * its BIND sockets are open.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openGatewayLinks(
  spec: PeaSpec,
  events: GatewayEvents,
  options: GatewayLinksOptions = {},
): Promise<GatewayLinks> {
  const control = options.control ?? (await dialControl(spec))
  const links = new DataPlaneLinks({ spec, control, events })
  await links.open()
  return links
}
