import type { ErrorCode, PeaSpec } from '@peaflow/core'
import {
  decodeControl,
  encodeControl,
  FLOW_ID_BYTES,
  type FlowMessage,
  flowIdOf,
  isFromOtherVersion,
  openRouter,
  type PeaMessage,
  PROTOCOL,
} from '@peaflow/protocol'
import type { Router } from 'zeromq'
import type { OpenPea, PeaEnd } from '../pea/pea-options.ts'
import { Adoption, type OpenAdopted } from './adoption.ts'
import { toOwnSockets } from './own-spec.ts'
import { Reservation } from './reservation.ts'

/** Milliseconds that the previous Flow's sockets may still occupy the ports. */
const PORT_RELEASE_TIMEOUT = 3_000

const NO_FLOW = '00'.repeat(FLOW_ID_BYTES)

/** A Pea that was started by hand: it answers pings, serves one Flow at a time, and stays up after that Flow. */
export class ExternalPea implements OpenPea {
  readonly ended: Promise<PeaEnd>
  readonly #spec: PeaSpec
  readonly #open: OpenAdopted
  readonly #reservation: Reservation
  readonly #startedAt = performance.now()
  #socket: Router | undefined
  #adoption: Adoption | undefined
  /** Settles once the current adoption has ended. */
  #served: Promise<void> = Promise.resolve()
  /** Settles once all messages so far have been sent. */
  #sent: Promise<void> = Promise.resolve()
  #isEnding = false
  #settle: (end: PeaEnd) => void = () => undefined

  constructor(spec: PeaSpec, open: OpenAdopted) {
    const { inputs, outputs } = toOwnSockets(spec, spec)
    this.#spec = spec
    this.#open = open
    this.#reservation = new Reservation([...inputs, ...outputs])
    this.ended = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  async open(): Promise<void> {
    const { host, port } = this.#spec.control
    const { socket } = await openRouter({ host, port })
    this.#socket = socket
    try {
      await this.#reservation.take()
    } catch (error) {
      socket.close()
      throw error
    }
    void this.#read(socket)
  }

  flush(): void {
    this.#adoption?.flush()
  }

  async stop(): Promise<void> {
    await this.#end({ code: 0 }, async () => await this.#adoption?.stop())
  }

  async kill(): Promise<void> {
    await this.#end({ code: 137, reason: 'it was killed' }, async () => await this.#adoption?.kill())
  }

  async #end(end: PeaEnd, release: () => Promise<void>): Promise<void> {
    const isFirst = !this.#isEnding
    this.#isEnding = true
    // Also on a second call: a `kill` cuts short what a `stop` waits for.
    await release()
    if (!isFirst) return
    await this.#reservation.release()
    this.#socket?.close()
    this.#settle(end)
  }

  async #read(socket: Router): Promise<void> {
    while (!socket.closed) {
      const [route, frame] = await socket.receive().catch(() => [])
      if (route === undefined || frame === undefined) continue
      if (isFromOtherVersion(frame)) void this.#send(route, NO_FLOW, this.#status())
      const message = decodeControl(undefined, frame) as FlowMessage | undefined
      if (message !== undefined) this.#onMessage(Buffer.from(route), flowIdOf(frame), message)
    }
  }

  #onMessage(route: Buffer, flowId: string, message: FlowMessage): void {
    const adoption = this.#adoption
    if (message.type === 'ping' && flowId === NO_FLOW) void this.#send(route, flowId, this.#status())
    else if (message.type === 'adopt') void this.#consider(route, message.spec)
    else if (adoption?.isOf(route) && flowId === adoption.flowId) adoption.deliver(message)
    else void this.#send(route, flowId, { ...this.#detachNotice, reason: 'it does not serve this Flow' })
  }

  /** A Flow asks for this Pea. It gets it unless the Pea serves another Flow that is still connected. */
  async #consider(route: Buffer, wanted: PeaSpec): Promise<void> {
    const { id } = this.#spec
    const before = this.#adoption
    if (wanted.id !== id) {
      await this.#refuse({ route, wanted }, 'LAUNCH_OTHER_PEA', `this is "${id}", not "${wanted.id}"`)
      return
    }
    if (before !== undefined && (before.flowId === wanted.flowId || (await this.#isCutOff(before)))) {
      await before.kill()
      await this.#served
    }
    const busy = this.#adoption
    if (busy === undefined && !this.#isEnding) this.#adopt(route, wanted)
    else await this.#refuse({ route, wanted }, 'LAUNCH_EXTERNAL_BUSY', `"${id}" ${reasonOf(busy)}`)
  }

  /** Whether a Flow can no longer be reached: it ended without a message, or its machine is unreachable. */
  async #isCutOff(adoption: Adoption): Promise<boolean> {
    await this.#send(adoption.route, adoption.flowId, this.#status())
    return adoption.isCutOff
  }

  #adopt(route: Buffer, wanted: PeaSpec): void {
    const send = (message: PeaMessage) => void this.#send(route, wanted.flowId, message)
    const adoption = new Adoption({ own: this.#spec, wanted, route, open: this.#open, send })
    this.#adoption = adoption
    this.#served = this.#serve(adoption, send)
  }

  async #serve(adoption: Adoption, send: (message: PeaMessage) => void): Promise<void> {
    await this.#reservation.release()
    const { code, reason } = await adoption.serve()
    this.#adoption = undefined
    send({ ...this.#detachNotice, code, reason })
    // If another process has opened a port meanwhile, the next Flow gets an error that says so.
    if (!this.#isEnding) void this.#reservation.take(PORT_RELEASE_TIMEOUT).catch(() => undefined)
  }

  async #refuse(
    { route, wanted }: { route: Buffer; wanted: PeaSpec },
    code: ErrorCode,
    message: string,
  ): Promise<void> {
    const { id: pea, pod, flowId } = wanted
    await this.#send(route, flowId, { type: 'fatal', pea, error: { code, message, pod, pea } })
    await this.#send(route, flowId, { type: 'ended', pea, code: 1, reason: message })
  }

  get #detachNotice() {
    return { type: 'ended', pea: this.#spec.id, code: 69 } as const
  }

  #status(): PeaMessage {
    const flow = this.#adoption?.flow ?? ''
    const uptime = Math.round(performance.now() - this.#startedAt)
    const { served = 0, held = 0 } = this.#adoption ?? {}
    return {
      type: 'status',
      status: { pea: this.#spec.id, flow, protocol: PROTOCOL, state: 'ready', served, held, uptime },
    }
  }

  /** Sends one message at a time, as a ROUTER requires. The adoption learns whether the peer was reached. */
  #send(route: Buffer, flowId: string, message: PeaMessage): Promise<void> {
    const frames = [route, encodeControl(flowId, message)]
    this.#sent = this.#sent.then(async () => {
      if (this.#socket === undefined || this.#socket.closed) return
      await this.#socket.send(frames).then(
        () => this.#adoption?.reached(route, true),
        () => this.#adoption?.reached(route, false),
      )
    })
    return this.#sent
  }
}

function reasonOf(busy: Adoption | undefined): string {
  return busy === undefined ? 'is ending' : `already serves the Flow "${busy.flow}"`
}
