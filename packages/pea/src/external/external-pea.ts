import type { PeaSpec } from '@peaflow/core'
import type { Router } from 'zeromq'
import { decodeControl, encodeControl, flowIdOf, isFromOtherVersion } from '../control/codec.ts'
import type { FlowMessage, PeaMessage } from '../control/messages.ts'
import type { OpenPea, PeaEnd } from '../pea/open-pea.ts'
import { openRouter } from '../socket/open.ts'
import { FLOW_ID_BYTES, PROTOCOL } from '../wire/protocol.ts'
import { Adoption, type OpenInside } from './adoption.ts'

const NO_FLOW = '00'.repeat(FLOW_ID_BYTES)

/** A Pea that somebody started by hand: it answers whoever pings it, serves one Flow at a time, and stays up. */
export class ExternalPea implements OpenPea {
  readonly ended: Promise<PeaEnd>
  readonly #spec: PeaSpec
  readonly #open: OpenInside
  readonly #startedAt = performance.now()
  #socket: Router | undefined
  #adoption: Adoption | undefined
  readonly #waiting: Buffer[][] = []
  #isSending = false
  #isEnding = false
  #settle: (end: PeaEnd) => void = () => undefined

  constructor(spec: PeaSpec, open: OpenInside) {
    this.#spec = spec
    this.#open = open
    this.ended = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  async open(): Promise<void> {
    const { host, port } = this.#spec.control
    const { socket } = await openRouter({ host, port })
    this.#socket = socket
    void this.#read(socket)
  }

  flush(): void {
    this.#adoption?.flush()
  }

  async stop(): Promise<void> {
    await this.#end({ code: 0 }, async () => await this.#adoption?.stop())
  }

  async kill(): Promise<void> {
    await this.#end({ code: 137, reason: 'it was ended at once' }, async () => await this.#adoption?.kill())
  }

  async #end(end: PeaEnd, release: () => Promise<void>): Promise<void> {
    const isFirst = !this.#isEnding
    this.#isEnding = true
    // Also the second time: who insists cuts short what the first one waits for.
    await release()
    if (!isFirst) return
    this.#socket?.close()
    this.#settle(end)
  }

  async #read(socket: Router): Promise<void> {
    while (!socket.closed) {
      const [route, frame] = await socket.receive().catch(() => [])
      if (route === undefined || frame === undefined) continue
      if (isFromOtherVersion(frame)) this.#say(route, NO_FLOW, this.#status())
      const message = decodeControl(undefined, frame) as FlowMessage | undefined
      if (message !== undefined) this.#hear(Buffer.from(route), flowIdOf(frame), message)
    }
  }

  #hear(route: Buffer, flowId: string, message: FlowMessage): void {
    const isOfFlow = this.#adoption?.isOf(route) === true
    if (message.type === 'ping' && flowId === NO_FLOW) this.#say(route, flowId, this.#status())
    else if (message.type === 'adopt') this.#adopt(route, message.spec)
    else if (isOfFlow) this.#adoption?.deliver(message)
    else this.#say(route, flowId, { type: 'ended', pea: this.#spec.id, code: 69, reason: 'it has forgotten its Flow' })
  }

  #adopt(route: Buffer, wanted: PeaSpec): void {
    const { id: pea, flowId } = wanted
    const say = (message: PeaMessage) => this.#say(route, flowId, message)
    const busy = this.#adoption
    if (busy !== undefined || this.#isEnding) {
      const message = busy ? `"${pea}" serves the Flow "${busy.flow}" already` : `"${pea}" is ending`
      say({ type: 'fatal', pea, error: { code: 'LAUNCH_EXTERNAL_BUSY', message, pod: wanted.pod, pea } })
      say({ type: 'ended', pea, code: 1, reason: message })
      return
    }
    const adoption = new Adoption({ spec: ownSpec(this.#spec, wanted), route, open: this.#open, say })
    this.#adoption = adoption
    void adoption.serve().then(({ code, reason }) => {
      this.#adoption = undefined
      say({ type: 'ended', pea, code, reason })
    })
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

  /** One send at a time, as a ROUTER asks for; who cannot be reached has gone, which the adoption notices. */
  async #say(route: Buffer, flowId: string, message: PeaMessage): Promise<void> {
    this.#waiting.push([route, encodeControl(flowId, message)])
    if (this.#isSending) return
    this.#isSending = true
    for (let frames = this.#waiting.shift(); frames && !this.#socket?.closed; frames = this.#waiting.shift()) {
      const [to = route] = frames
      await this.#socket?.send(frames).then(
        () => this.#adoption?.reached(to, true),
        () => this.#adoption?.reached(to, false),
      )
    }
    this.#isSending = false
  }
}

/** The Flow says where it stands in the plan; what code it runs, and where, whoever started it has said. */
function ownSpec(own: PeaSpec, wanted: PeaSpec): PeaSpec {
  const { uses, directory, workspace, runtime, host, hostname, image } = own
  const given = { ...wanted.with, ...own.with }
  return { ...wanted, uses, directory, workspace, runtime, host, hostname, image, with: given, external: undefined }
}
