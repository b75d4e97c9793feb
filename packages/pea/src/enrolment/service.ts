import type { PeaSpec } from '@peaflow/core'
import type { FlowMessage } from '@peaflow/protocol'
import { toWireError } from '../pea/failure.ts'
import { readSettings } from '../pea/host-of.ts'
import { openFlowPea } from '../pea/pea.ts'
import type { OpenPea, PeaEnd } from '../pea/pea-options.ts'
import { JoinedControl } from './joined-control.ts'
import { toJoinedSockets, toJoinedSpec } from './joined-spec.ts'
import type { LoadedCode } from './loaded-code.ts'
import type { JoinFlowOptions } from './options.ts'
import type { ServiceHost } from './retained-executor.ts'

/** What one service of a replica for a Flow needs. */
export interface ServiceOptions {
  readonly options: JoinFlowOptions
  /** The spec that the Flow has sent. */
  readonly wanted: PeaSpec
  readonly code: LoadedCode
  /** Sends a frame to the Flow. Drops it if there is no connection. */
  readonly send: (frame: Buffer) => void
}

/** One service of a replica that has joined a Flow: from its adoption until it leaves, or the Flow goes. */
export class Service {
  readonly flow: string
  readonly flowId: string
  readonly pea: string
  readonly replicaId: number
  readonly #service: ServiceOptions
  readonly #control: JoinedControl
  #served: Promise<PeaEnd> | undefined
  #open: OpenPea | undefined
  #host: ServiceHost | undefined
  /** How it has to end, if that was decided before the Pea was open. */
  #end: 'leave' | 'kill' | undefined
  /** How it ends if the Flow has asked for what it does not get. */
  #failed: PeaEnd | undefined

  constructor(service: ServiceOptions) {
    const { flow, flowId, id, replicaId } = service.wanted
    this.flow = flow
    this.flowId = flowId
    this.pea = id
    this.replicaId = replicaId
    this.#service = service
    this.#control = new JoinedControl(flowId, service.send)
  }

  /** Serves the Flow until that ends. Never rejects. */
  async serve(): Promise<PeaEnd> {
    this.#served = this.#serve()
    return await this.#served
  }

  async #serve(): Promise<PeaEnd> {
    const { options, wanted, code } = this.#service
    try {
      const spec = await readSettings(toJoinedSpec(options, wanted))
      const { host, isRetained } = await code.load(spec)
      this.#host = host
      const loaded = () => options.onEvent({ type: 'loaded', pea: this.pea, isRetained })
      host?.setup().then(loaded, () => {}) // the Pea reports why it fails
      const pea = await openFlowPea(spec, { control: this.#control, ownsProcess: true, ...(host && { host }) })
      this.#open = pea
      if (this.#end === 'leave') void pea.leave()
      if (this.#end === 'kill') void pea.kill()
      const end = await pea.ended
      return this.#failed ?? end
    } catch (cause) {
      return this.#fail(cause)
    } finally {
      await this.#control.close()
      await this.#host?.teardown()
    }
  }

  deliver(message: FlowMessage): void {
    if (message.type === 'release') void this.kill()
    else if (message.type === 'wire') this.#wire(message)
    else this.#control.deliver(message)
  }

  connected(): void {
    this.#control.connected()
  }

  disconnected(): void {
    this.#control.disconnected()
  }

  async leave(): Promise<void> {
    this.#end = 'leave'
    await this.#open?.leave()
  }

  /** Resolves once it has ended, and loads nothing more. */
  async kill(): Promise<void> {
    this.#end = 'kill'
    await this.#open?.kill()
    await this.#served
  }

  /** Ends if the Flow asks for sockets that a replica does not open. */
  #wire(message: FlowMessage & { readonly type: 'wire' }): void {
    try {
      this.#control.deliver({ ...message, ...toJoinedSockets(this.#service.options, message) })
    } catch (cause) {
      this.#failed = this.#fail(cause)
      void this.kill()
    }
  }

  /** Tells the Flow why it cannot be served. Returns how the service ends. */
  #fail(cause: unknown): PeaEnd {
    const { wanted } = this.#service
    const error = toWireError(wanted, cause)
    this.#control.send({ type: 'fatal', pea: this.pea, incarnation: wanted.incarnation, error })
    return { code: 1, reason: error.hint === undefined ? error.message : `${error.message}\nhint: ${error.hint}` }
  }
}
