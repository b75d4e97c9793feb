import { type Connection, explainPack, pack, unpack, type WireRecord } from '@peaflow/protocol'
import { type Heard, isAck, isGreeting, isMessage, toHeard } from './record.ts'

/** What a line needs of its scene. */
export interface LineOptions {
  readonly flowId: Buffer
  /** What the Pea has sent, as the case is to see it. */
  readonly heard: (record: Heard) => readonly Heard[]
  /** What is sent to the Pea. */
  readonly said: (record: Heard) => readonly Heard[]
  readonly disturbed: (frames: readonly Buffer[]) => readonly Buffer[]
  readonly notify: () => void
}

/** One connection between the Pea and a peer of it. */
export class Line {
  readonly records: Heard[] = []
  /** Which rule of the protocol what arrived breaks. */
  violation: string | undefined
  isClosed = false
  readonly #connection: Connection
  readonly #options: LineOptions

  constructor(connection: Connection, options: LineOptions) {
    this.#connection = connection
    this.#options = options
    connection.trust()
    connection.onMessage = (frames) => this.#onMessage(frames)
  }

  /** The latest greeting of the Pea. */
  get greeting() {
    return this.records.filter(isGreeting).at(-1)
  }

  get acks() {
    return this.records.filter(isAck)
  }

  get messages() {
    return this.records.filter(isMessage)
  }

  send(...records: readonly Heard[]): void {
    for (const record of records.flatMap((one) => [...this.#options.said(one)])) {
      this.#connection.send(pack(this.#options.flowId, [record as WireRecord]))
    }
  }

  /** Sends frames that break the protocol. */
  disturb(...frames: readonly Buffer[]): void {
    this.#connection.send(this.#options.disturbed(frames))
  }

  /** The connection has ended. */
  onClosed(): void {
    this.isClosed = true
    this.#options.notify()
  }

  close(): void {
    this.#connection.close()
  }

  #onMessage(frames: Buffer[]): void {
    const { flowId, heard, notify } = this.#options
    const records = unpack(flowId, { frames, arrivedAt: 0 })
    if (records === undefined) this.violation ??= explainPack(flowId, frames)
    else this.records.push(...toHeard(records).flatMap((record) => [...heard(record)]))
    notify()
  }
}
