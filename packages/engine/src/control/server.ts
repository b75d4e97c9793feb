import { type FlowPlanOptions, WILDCARD_HOST } from '@peaflow/core'
import { bridgeGateway, type FlowMessage, isNear, type PeaMessage } from '@peaflow/pea'
import { openNearServer } from './local-server.ts'
import { openFarServer } from './remote-server.ts'

/** Gets the messages of Peas. */
export type Listener = (message: PeaMessage) => void

/** The Flow's end of the control channel. */
export interface ControlServer {
  /** The port that a Pea dials on a host, as the plan names it. */
  portOn(host: string): number
  /** Gets every message of a Pea from now on. Set once, before any Pea is launched. */
  listen(listener: Listener): void
  /** Sends to the incarnation of the Pea that reported last. If that has ended, the message is dropped. */
  send(pea: string, message: FlowMessage): void
  close(): void
}

/** One socket of the control channel. */
export interface ControlSocket {
  readonly port: number
  listen(listener: Listener): void
  /** Returns `false` if the Pea has not reported on this socket. */
  send(pea: string, message: FlowMessage): boolean
  close(): void
}

/**
 * Opens the control channel on free ports: one for processes of this machine, and one for all others if the plan has any.
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
  // Where Docker has no bridge on this machine, it leads containers to loopback.
  return await openFarServer(flowId, bridgeGateway() ?? plan.host)
}
