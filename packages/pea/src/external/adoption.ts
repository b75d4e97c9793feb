import { setTimeout as delay } from 'node:timers/promises'
import { isFlowError, type PeaSpec } from '@peaflow/core'
import type { ControlChannel, FlowMessage, PeaMessage } from '@peaflow/protocol'
import { toWireError } from '../pea/failure.ts'
import type { OpenPea, OpenPeaOptions, PeaEnd } from '../pea/pea-options.ts'
import { toOwnSockets, toOwnSpec } from './own-spec.ts'

/** Milliseconds between two checks that the Flow is still connected. */
const CHECK_INTERVAL = 2_000

/** Milliseconds without a connection to its Flow after which an external Pea leaves that Flow. */
const FLOW_LOSS_TIMEOUT = 15_000

/** Milliseconds that the previous Flow's sockets may still occupy the ports. */
const PORT_RELEASE_TIMEOUT = 3_000

/** Opens the Pea that does the work, with a control channel that the external Pea relays. */
export type OpenAdopted = (spec: PeaSpec, options: Pick<OpenPeaOptions, 'control'>) => Promise<OpenPea>

/** What an external Pea is adopted for: its role in a Flow, and the route to that Flow. */
export interface AdoptionOptions {
  /** The spec that the external Pea was started with. */
  readonly own: PeaSpec
  /** The spec that the Flow asks for. */
  readonly wanted: PeaSpec
  /** The routing id of the Flow's connection. */
  readonly route: Buffer
  readonly open: OpenAdopted
  readonly send: (message: PeaMessage) => void
}

/** An external Pea's service for one Flow, from adoption to release. */
export class Adoption {
  readonly flow: string
  readonly flowId: string
  served = 0
  held = 0
  readonly #adopted: AdoptionOptions
  readonly #spec: PeaSpec
  readonly #early: FlowMessage[] = []
  #listener: ((message: FlowMessage) => void) | undefined
  #pea: OpenPea | undefined
  #isReleased = false
  #expire: () => void = () => undefined
  #goneSince: number | undefined
  readonly #lost: Promise<void>

  constructor(adopted: AdoptionOptions) {
    this.#adopted = adopted
    this.flow = adopted.wanted.flow
    this.flowId = adopted.wanted.flowId
    this.#spec = toOwnSpec(adopted.own, adopted.wanted)
    this.#lost = new Promise((resolve) => {
      this.#expire = resolve
    })
  }

  /** Whether the last message to the Flow found no connection. */
  get isCutOff(): boolean {
    return this.#goneSince !== undefined
  }

  /** The routing id of the Flow's connection. */
  get route(): Buffer {
    return this.#adopted.route
  }

  isOf(route: Buffer): boolean {
    return this.route.equals(route)
  }

  /** Serves the Flow until it ends. Never rejects. */
  async serve(): Promise<PeaEnd> {
    // Answering the ping shows whether the connection still exists.
    const timer = setInterval(() => this.deliver({ type: 'ping' }), CHECK_INTERVAL)
    try {
      this.#pea = await this.#open()
      if (this.#isReleased) await this.#pea.kill()
      return await this.#pea.ended
    } catch (cause) {
      const { id: pea } = this.#spec
      const error = toWireError(this.#spec, cause)
      const message = `"${pea}" cannot serve the Flow: ${error.message}`
      this.#adopted.send({ type: 'fatal', pea, error: { ...error, message } })
      return { code: 1, reason: message }
    } finally {
      clearInterval(timer)
    }
  }

  deliver(message: FlowMessage): void {
    if (message.type === 'release') void this.kill()
    else if (message.type === 'wire') this.#pass({ ...message, ...toOwnSockets(this.#adopted.own, message) })
    else this.#pass(message)
  }

  /** Reports whether a message to that routing id found a connection. */
  reached(route: Buffer, isThere: boolean): void {
    if (!this.isOf(route)) return
    this.#goneSince = isThere ? undefined : (this.#goneSince ?? performance.now())
    if (performance.now() - (this.#goneSince ?? Number.POSITIVE_INFINITY) > FLOW_LOSS_TIMEOUT) this.#expire()
  }

  flush(): void {
    this.#pea?.flush()
  }

  async stop(): Promise<void> {
    if (this.#pea === undefined) await this.kill()
    else await this.#pea.stop()
  }

  async kill(): Promise<void> {
    this.#isReleased = true
    await this.#pea?.kill()
  }

  #pass(message: FlowMessage): void {
    if (this.#listener === undefined) this.#early.push(message)
    else this.#listener(message)
  }

  async #open(): Promise<OpenPea> {
    const { open } = this.#adopted
    const until = performance.now() + PORT_RELEASE_TIMEOUT
    for (;;) {
      try {
        return await open(this.#spec, { control: this.#link() })
      } catch (error) {
        const isTaken = isFlowError(error) && error.code === 'ADDRESS_IN_USE'
        if (!isTaken || this.#isReleased || performance.now() > until) throw error
        await delay(50)
      }
    }
  }

  #link(): ControlChannel {
    return {
      send: (message) => {
        if (message.type === 'status') {
          this.served = message.status.served
          this.held = message.status.held
        }
        this.#adopted.send(message)
      },
      listen: (listener) => {
        this.#listener = listener
        for (const message of this.#early.splice(0)) listener(message)
      },
      lost: this.#lost,
      close: async () => undefined,
    }
  }
}
