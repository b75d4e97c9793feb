import type { PeaExit, PeaSpec } from '@peaflow/core'
import {
  decodeControl,
  dialRemote,
  encodeControl,
  type FlowMessage,
  Lifeline,
  NO_FLOW,
  newRoutingId,
  type PeaMessage,
  silenceLimit,
  type WireError,
} from '@peaflow/protocol'
import { defer } from '../async/deferred.ts'
import type { ControlServer } from '../control/server.ts'
import { controlKeys, nameOf } from './check.ts'

/** The connection to an external Pea, which is attached to the control channel of the Flow. */
export interface Relay {
  /** Sends a message to the Pea. */
  send(message: FlowMessage): void
  /** Resolves when the first message of the Pea arrives, or none can: with its error if it refuses to serve this Flow. */
  readonly answered: Promise<WireError | undefined>
  /** Resolves when the Pea no longer serves the Flow, or has been out of reach for too long. */
  readonly ended: Promise<PeaExit>
  close(): void
}

/** What a relay needs. */
export interface RelayOptions {
  readonly server: Pick<ControlServer, 'attach'>
  /** The Pea is connected again, and has not forgotten the Flow. */
  readonly onReconnect: () => void
}

/**
 * Dials an external Pea, and attaches it to the control channel of the Flow, so that it is a Pea like all others to the Flow.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function relayControl(spec: PeaSpec, { server, onReconnect }: RelayOptions): Promise<Relay> {
  const { id, flowId, incarnation, control, timeoutAlive } = spec
  // A Pea that is silent is noticed after half of its time, and has the other half to be reached again.
  const silence = silenceLimit(timeoutAlive) / 2
  const lifeline = new Lifeline(silence)
  const ended = defer<PeaExit>()
  const answered = defer<WireError | undefined>()
  let wasConnected = false
  /** It was asked whether it still serves this Flow. */
  let isAsked = false
  const onConnect = () => {
    lifeline.events.onConnect()
    // A Pea that was restarted meanwhile answers that it does not know this Flow. The first message is `adopt` instead.
    if (wasConnected) send({ type: 'ping' })
    isAsked = wasConnected
    wasConnected = true
  }
  const onFrame = (frame: Buffer) => {
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    if (message === undefined) return
    answered.resolve(message.type === 'fatal' ? message.error : undefined)
    if (message.type === 'ended') end(message.code, message.reason)
    else attachment.deliver(message)
    if (message.type !== 'status' || !isAsked) return
    isAsked = false
    onReconnect()
  }
  const target = { ...control, routingId: newRoutingId(spec), silence, curve: controlKeys(spec) }
  const connection = await dialRemote(target, { ...lifeline.events, onConnect, onFrame })
  const send = (message: FlowMessage) => connection.send(encodeControl(flowId, message))
  const attachment = server.attach({ pea: id, incarnation }, send)
  // The first frame of a peer that is not known yet is limited to 4 KiB, and `adopt` may be longer.
  connection.send(encodeControl(NO_FLOW, { type: 'ping' }))
  const end = (code: number, reason?: string) => {
    lifeline.renew()
    attachment.detach()
    void connection.close()
    answered.resolve(undefined)
    ended.resolve({ code, signal: null, reason, lastLines: [] })
  }
  void lifeline.expired.then(() => end(69, `${nameOf(spec)} is out of reach`))
  return { send, answered: answered.promise, ended: ended.promise, close: () => end(137, 'it was released') }
}
