import type { PeaExit, PeaSpec } from '@peaflow/core'
import {
  type ControlLine,
  decodeControl,
  dialFar,
  dialLine,
  encodeControl,
  type FlowMessage,
  Leash,
  newRoutingId,
  type WireError,
} from '@peaflow/pea'
import { defer } from '../async/deferred.ts'
import { nameOf } from './check.ts'

/** Where the control socket of the Flow is, as seen from this process. */
const HERE = '127.0.0.1'

/** The connection to an external Pea, and the one in its name to the control socket of the Flow. */
export interface Relay {
  /** Sends a message to the Pea. */
  send(message: FlowMessage): void
  /** Resolves when the first message of the Pea arrives, or none can: with its error if it refuses to serve this Flow. */
  readonly answered: Promise<WireError | undefined>
  /** Resolves when the Pea no longer serves the Flow, or has been out of reach for too long. */
  readonly ended: Promise<PeaExit>
  close(): void
}

/**
 * Dials an external Pea, and the control socket of the Flow in its name, so that it is a Pea like all others to the Flow.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function relayControl(spec: PeaSpec, controlPortOn: (host: string) => number): Promise<Relay> {
  const { flowId, control } = spec
  const routingId = newRoutingId(spec)
  const leash = new Leash()
  const ended = defer<PeaExit>()
  const answered = defer<WireError | undefined>()
  let there: ControlLine | undefined
  let here: ControlLine | undefined
  let wasConnected = false
  const send = (message: FlowMessage) => there?.send(encodeControl(flowId, message))
  const onConnect = () => {
    leash.events.onConnect()
    // A Pea that was restarted meanwhile answers that it does not know this Flow. The first message is `adopt` instead.
    if (wasConnected) send({ type: 'ping' })
    wasConnected = true
  }
  const hear = (frame: Buffer) => {
    const message = decodeControl(flowId, frame)
    answered.resolve(message?.type === 'fatal' ? message.error : undefined)
    if (message?.type === 'ended') end(message.code, message.reason)
    else here?.send(frame)
  }
  const own = {
    onFrame: (frame: Buffer) => there?.send(frame),
    onConnect: () => undefined,
    onDisconnect: () => undefined,
  }
  there = await dialFar({ ...control, routingId }, { ...leash.events, onConnect, onFrame: hear })
  here = await dialLine({ host: HERE, port: controlPortOn(HERE), routingId }, own)
  const close = () => end(137, 'it was released')
  const end = (code: number, reason?: string) => {
    leash.hold()
    void there?.close()
    void here?.close()
    answered.resolve(undefined)
    ended.resolve({ code, signal: null, reason, lastLines: [] })
  }
  void leash.slipped.then(() => end(69, `${nameOf(spec)} is out of reach`))
  return { send, answered: answered.promise, ended: ended.promise, close }
}
