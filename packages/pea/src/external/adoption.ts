import type { PeaSpec } from '@peaflow/core'
import type { FlowMessage, PeaMessage } from '@peaflow/protocol'
import { toWireError } from '../pea/failure.ts'
import type { OpenPea, OpenPeaOptions, PeaEnd } from '../pea/pea-options.ts'
import { refuseSockets } from './admission.ts'
import { openWhenFree } from './open-when-free.ts'
import { toOwnSockets, toOwnSpec } from './own-spec.ts'
import { RelayedControl } from './relayed-control.ts'

/** Milliseconds between two checks that the Flow is still connected. */
const CHECK_INTERVAL = 2_000

/** Milliseconds without a connection to its Flow after which an external Pea leaves that Flow. */
const FLOW_LOSS_TIMEOUT = 15_000

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

type Service =
  | { readonly name: 'opening' }
  | { readonly name: 'serving'; readonly pea: OpenPea }
  /** Released by its Flow or taken from it: a Pea that is still opening ends as soon as it is open. */
  | { readonly name: 'released' }

/** An external Pea's service for one Flow, from adoption to release. */
export class Adoption {
  readonly flow: string
  readonly flowId: string
  /** The routing id of the Flow's connection. */
  readonly route: Buffer
  served = 0
  held = 0
  dropped = 0
  readonly #options: AdoptionOptions
  readonly #spec: PeaSpec
  readonly #control: RelayedControl
  #service: Service = { name: 'opening' }
  #goneSince: number | undefined

  constructor(options: AdoptionOptions) {
    this.#options = options
    this.flow = options.wanted.flow
    this.flowId = options.wanted.flowId
    this.route = options.route
    this.#spec = toOwnSpec(options.own, options.wanted)
    this.#control = new RelayedControl((message) => this.#send(message))
  }

  /** Whether the last message to the Flow found no connection. */
  get isCutOff(): boolean {
    return this.#goneSince !== undefined
  }

  isOf(route: Buffer): boolean {
    return this.route.equals(route)
  }

  /** Serves the Flow until it ends. Never rejects. */
  async serve(): Promise<PeaEnd> {
    // Answering the ping shows whether the connection still exists.
    const timer = setInterval(() => this.deliver({ type: 'ping' }), CHECK_INTERVAL)
    try {
      const open = () => this.#options.open(this.#spec, { control: this.#control })
      const pea = await openWhenFree(open, () => !this.#isReleased)
      if (this.#isReleased) await pea.kill()
      else this.#service = { name: 'serving', pea }
      return await pea.ended
    } catch (cause) {
      const { id: pea } = this.#spec
      const error = toWireError(this.#spec, cause)
      const message = `"${pea}" cannot serve the Flow: ${error.message}`
      this.#send({ type: 'fatal', pea, error: { ...error, message } })
      return { code: 1, reason: message }
    } finally {
      clearInterval(timer)
    }
  }

  deliver(message: FlowMessage): void {
    if (message.type === 'release') void this.kill()
    else if (message.type === 'wire') this.#wire(message)
    else this.#control.deliver(message)
  }

  #wire(message: FlowMessage & { readonly type: 'wire' }): void {
    const { own } = this.#options
    const refusal = refuseSockets(own, message)
    if (refusal === undefined) this.#control.deliver({ ...message, ...toOwnSockets(own, message) })
    else {
      this.#send({ type: 'fatal', pea: own.id, error: { ...refusal, pod: own.pod, pea: own.id } })
      void this.kill()
    }
  }

  /** Reports whether a message to the Flow found a connection. */
  reached(isThere: boolean): void {
    this.#goneSince = isThere ? undefined : (this.#goneSince ?? performance.now())
    if (performance.now() - (this.#goneSince ?? Number.POSITIVE_INFINITY) > FLOW_LOSS_TIMEOUT) this.#control.lose()
  }

  flush(): void {
    if (this.#service.name === 'serving') this.#service.pea.flush()
  }

  async leave(): Promise<void> {
    if (this.#service.name === 'serving') await this.#service.pea.leave()
    else await this.kill()
  }

  async stop(): Promise<void> {
    if (this.#service.name === 'serving') await this.#service.pea.stop()
    else await this.kill()
  }

  async kill(): Promise<void> {
    const before = this.#service
    this.#service = { name: 'released' }
    if (before.name === 'serving') await before.pea.kill()
  }

  get #isReleased(): boolean {
    return this.#service.name === 'released'
  }

  #send(message: PeaMessage): void {
    if (message.type === 'status') {
      this.served = message.status.served
      this.held = message.status.held
      this.dropped = message.status.dropped
    }
    this.#options.send(message)
  }
}
