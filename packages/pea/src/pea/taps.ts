import { MAX_TAPS, type Message, type TapOrder, type TapPoint, type TappedMessage } from '@peaflow/protocol'

/** Bytes of payloads that a tap copies in a millisecond: a larger copy is followed by a longer pause. 16 MB a second. */
const BYTES_PER_MILLISECOND = 16_000

/** What has been asked of a tap, and what became of it. */
interface Tap {
  order: TapOrder
  /** Whether the next message is to be copied. Each copy has to be asked for, so no more than one waits to be sent. */
  isAsked: boolean
  skipped: number
  /** When the next copy may be made, on the clock of `performance.now()`. */
  nextAt: number
}

/** The taps of a Pea: copies of what passes it, made only as fast as its Flow asks for them. */
export class Taps {
  /** Whether there is one. Read for each message, before anything else is done. */
  isOn = false
  readonly #taps = new Map<number, Tap>()
  #send: (message: TappedMessage) => void = () => undefined

  /** Sets what sends the copies to the Flow. */
  listen(send: (message: TappedMessage) => void): void {
    this.#send = send
  }

  /** Asks a tap for a copy, begins it, or ends it. Ignores a tap if there are as many as there may be. */
  apply({ tap, at, rate, bytes }: TapOrder): void {
    const before = this.#taps.get(tap)
    if (rate === 0) this.#taps.delete(tap)
    else if (before !== undefined) Object.assign(before, { order: { tap, at, rate, bytes }, isAsked: true })
    else if (this.#taps.size < MAX_TAPS) {
      this.#taps.set(tap, { order: { tap, at, rate, bytes }, isAsked: true, skipped: 0, nextAt: 0 })
    }
    this.isOn = this.#taps.size > 0
  }

  /** Ends all of them: the Pea has connected to its Flow again, and what either end sent before may be lost. */
  clear(): void {
    this.#taps.clear()
    this.isOn = false
  }

  /** Copies a message that passes for each tap that may have it. */
  copy(at: TapPoint, message: Message): void {
    for (const tap of this.#taps.values()) {
      if (tap.order.at !== at) continue
      if (tap.isAsked && performance.now() >= tap.nextAt) this.#copyFor(tap, message)
      else tap.skipped += 1
    }
  }

  #copyFor(tap: Tap, message: Message): void {
    const { order, skipped } = tap
    const { request, endpoint, attempt, shard, shards, isError: error, payload, piece } = message
    const fits = payload.length <= order.bytes
    const pause = Math.max(1_000 / order.rate, fits ? payload.length / BYTES_PER_MILLISECOND : 0)
    Object.assign(tap, { isAsked: false, skipped: 0, nextAt: performance.now() + pause })
    const about = { request, endpoint, attempt, shard, shards, error, ...(piece && { piece }) }
    const content = { payload: fits ? toBase64(payload) : null, bytes: payload.length }
    this.#send({ tap: order.tap, at: order.at, ...about, ...content, skipped })
  }
}

function toBase64({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('base64')
}
