import { type FlowPlanOptions, WILDCARD_HOST } from '@peaflow/core'
import { bridgeGateway, type FlowMessage, isNear, type PeaMessage } from '@peaflow/pea'
import { openNearServer } from './local-server.ts'
import { openFarServer } from './remote-server.ts'

/** Gets what a Pea says. */
export type Listener = (message: PeaMessage) => void

/** The Flow's end of the control channel. */
export interface ControlServer {
  /** The port that a Pea dials on that host, as the plan names it. */
  portOn(host: string): number
  /** Gets every message of a Pea from now on. Set once, before any Pea is launched. */
  listen(listener: Listener): void
  /** Sends to the Pea that reported last under this id; what cannot be delivered is dropped, like its Pea. */
  send(pea: string, message: FlowMessage): void
  close(): void
}

/** One socket of it. */
export interface ControlSocket {
  readonly port: number
  listen(listener: Listener): void
  /** Returns false if that Pea does not report here. */
  send(pea: string, message: FlowMessage): boolean
  close(): void
}

/**
 * Opens the control channel on free ports: one for processes of this machine, and one for all others where there are any.
 *
 * @throws FlowError `ADDRESS_BIND` if one cannot be opened.
 */
export async function openControlServer(flowId: string, plan: FlowPlanOptions['control']): Promise<ControlServer> {
  const near = await openNearServer(flowId)
  const far = await openFar(flowId, plan).catch((error) => {
    near.close()
    throw error
  })
  return {
    portOn: (host) => (far === undefined || isNear(host) ? near : far).port,
    listen: (listener) => {
      near.listen(listener)
      far?.listen(listener)
    },
    send: (pea, message) => void (near.send(pea, message) || far?.send(pea, message)),
    close: () => {
      near.close()
      far?.close()
    },
  }
}

async function openFar(flowId: string, plan: FlowPlanOptions['control']): Promise<ControlSocket | undefined> {
  if (!plan.bridge)
    return isNear(plan.host) && plan.host !== WILDCARD_HOST ? undefined : await openFarServer(flowId, plan.host)
  // Where Docker has no bridge of its own on this machine, it leads containers to loopback.
  return await openFarServer(flowId, bridgeGateway() ?? plan.host)
}
