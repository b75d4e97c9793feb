import {
  type ControlListener,
  type ControlPeer,
  decodeControl,
  encodeControl,
  explainControl,
  type FlowMessage,
  openControlListener,
  type PeaMessage,
} from '@peaflow/protocol'

/** What the Flow's end needs of its scene. */
export interface FlowEndOptions {
  readonly flowId: string
  readonly reported: (message: PeaMessage) => readonly PeaMessage[]
  readonly asked: (message: FlowMessage) => readonly FlowMessage[]
  readonly disturbed: (frames: readonly Buffer[]) => readonly Buffer[]
  readonly notify: () => void
}

type Type = PeaMessage['type']

/** The Flow's end of the control channel. */
export class FlowEnd {
  /** What the Pea has sent, without its signs of life. */
  readonly messages: PeaMessage[] = []
  /** The first message of each connection, without those that carry signs of life. */
  readonly firsts: PeaMessage[] = []
  /** Which rule of the protocol what arrived breaks. */
  violation: string | undefined
  readonly #options: FlowEndOptions
  readonly #known = new Set<ControlPeer>()
  #socket: ControlListener | undefined
  #peer: ControlPeer | undefined

  constructor(options: FlowEndOptions) {
    this.#options = options
  }

  get port(): number {
    return this.#socket?.port ?? 0
  }

  async open(): Promise<void> {
    const onFrame = (frame: Buffer, from: ControlPeer) => this.#onFrame(frame, from)
    this.#socket = await openControlListener({ host: '127.0.0.1', port: 0 }, { onFrame })
  }

  /** The messages of a type so far. */
  all<T extends Type>(type: T): Extract<PeaMessage, { type: T }>[] {
    return this.messages.filter((message): message is Extract<PeaMessage, { type: T }> => message.type === type)
  }

  send(message: FlowMessage): void {
    for (const one of this.#options.asked(message)) this.#peer?.send(encodeControl(this.#options.flowId, one))
  }

  /** Sends a frame that the Pea has to ignore. */
  disturb(frame: Buffer): void {
    for (const one of this.#options.disturbed([frame])) this.#peer?.send(one)
  }

  /** Ends the connection. The Pea may dial again. */
  cut(): void {
    this.#peer?.close()
    this.#peer = undefined
  }

  close(): void {
    this.#socket?.close()
  }

  #onFrame(frame: Buffer, from: ControlPeer): void {
    const message = decodeControl(this.#options.flowId, frame) as PeaMessage | undefined
    from.trust()
    if (message === undefined) this.violation ??= explainControl(this.#options.flowId, frame)
    else if (message.type !== 'alive') this.#onMessage(message, from)
    this.#options.notify()
  }

  #onMessage(message: PeaMessage, from: ControlPeer): void {
    const messages = this.#options.reported(message)
    if (!this.#known.has(from)) this.firsts.push(...messages.slice(0, 1))
    this.#known.add(from)
    if (message.type === 'bound') this.#peer = from
    this.messages.push(...messages)
  }
}
