import type { PeaExit, PeaSpec } from '@peaflow/core'
import { decodeControl, encodeControl, type FlowMessage, Leash, openDealer, type WireError } from '@peaflow/pea'
import { defer } from '../deferred.ts'
import { nameOf } from './check.ts'

/** The way to an external Pea, and back to the Flow's own control socket. */
export interface Relay {
  say(message: FlowMessage): void
  /** Resolves once the Pea has said anything: with why it does not serve this Flow, if that is what it said. */
  readonly answered: Promise<WireError | undefined>
  /** Resolves once the Pea serves the Flow no more, or is out of reach for longer than the leash allows. */
  readonly ended: Promise<PeaExit>
  close(): void
}

type Dealer = Awaited<ReturnType<typeof openDealer>>

/**
 * Dials an external Pea, and the Flow's control socket in its name: to the Flow it is one like all others.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function relayControl(spec: PeaSpec, controlPort: number): Promise<Relay> {
  const { id, incarnation, flowId, control } = spec
  const routingId = `${id.slice(0, 200)}#${incarnation}.${Math.random().toString(36).slice(2, 10)}`
  const leash = new Leash()
  let there: Dealer | undefined
  let isAgain = false
  const say = (message: FlowMessage) => send(there, encodeControl(flowId, message))
  const onConnect = () => {
    leash.events.onConnect()
    // If its process is another now, it answers that it has forgotten this Flow; the first time it has to be asked first.
    if (isAgain) say({ type: 'ping' })
    isAgain = true
  }
  there = await openDealer({ ...control, routingId, onConnect, onDisconnect: leash.events.onDisconnect })
  const here = await openDealer({ host: '127.0.0.1', port: controlPort, routingId })
  const ended = defer<PeaExit>()
  const answered = defer<WireError | undefined>()
  const close = () => end(137, 'it was let go')
  const end = (code: number, reason?: string) => {
    leash.hold()
    there?.close()
    here.close()
    answered.resolve(undefined)
    ended.resolve({ code, signal: null, reason, lastLines: [] })
  }
  void leash.slipped.then(() => end(69, `${nameOf(spec)} is out of reach`))
  void pump(here, (frame) => send(there, frame))
  void pump(there, (frame) => {
    const message = decodeControl(flowId, frame)
    answered.resolve(message?.type === 'fatal' ? message.error : undefined)
    if (message?.type === 'ended') end(message.code, message.reason)
    else send(here, frame)
  })
  return { say, answered: answered.promise, ended: ended.promise, close }
}

async function pump(socket: Dealer, onFrame: (frame: Buffer) => void): Promise<void> {
  while (!socket.closed) {
    const [frame] = await socket.receive().catch(() => [])
    if (frame !== undefined) onFrame(frame)
  }
}

/** What cannot be sent is lost with its Pea. */
function send(socket: Dealer | undefined, frame: Buffer): void {
  if (socket !== undefined && !socket.closed) socket.send(frame).catch(() => undefined)
}
