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

/** Where the Flow's control socket is, seen from here. */
const HERE = '127.0.0.1'

/** The way to an external Pea, and back to the Flow's own control socket. */
export interface Relay {
  say(message: FlowMessage): void
  /** Resolves once the Pea has said anything: with why it does not serve this Flow, if that is what it said. */
  readonly answered: Promise<WireError | undefined>
  /** Resolves once the Pea serves the Flow no more, or is out of reach for longer than the leash allows. */
  readonly ended: Promise<PeaExit>
  close(): void
}

/**
 * Dials an external Pea, and the Flow's control socket in its name: to the Flow it is one like all others.
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
  let isAgain = false
  const say = (message: FlowMessage) => there?.send(encodeControl(flowId, message))
  const onConnect = () => {
    leash.events.onConnect()
    // If its process is another now, it answers that it has forgotten this Flow; the first time it has to be asked first.
    if (isAgain) say({ type: 'ping' })
    isAgain = true
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
  const close = () => end(137, 'it was let go')
  const end = (code: number, reason?: string) => {
    leash.hold()
    void there?.close()
    void here?.close()
    answered.resolve(undefined)
    ended.resolve({ code, signal: null, reason, lastLines: [] })
  }
  void leash.slipped.then(() => end(69, `${nameOf(spec)} is out of reach`))
  return { say, answered: answered.promise, ended: ended.promise, close }
}
