import type { PeaSpec } from '@peaflow/core'
import { type FlowMessage, NO_FLOW, type PeaMessage, PROTOCOL } from '@peaflow/protocol'
import type { OpenPea, PeaEnd } from '../pea/pea-options.ts'
import { checkExposure, controlKeys, type Refusal, refuseAdoption, withPodKey } from './admission.ts'
import { Adoption, type OpenAdopted } from './adoption.ts'
import { type ControlPeer, ControlPort } from './control-port.ts'
import { toOwnSockets } from './own-spec.ts'
import { Reservation } from './reservation.ts'

/** Milliseconds that the previous Flow's sockets may still occupy the ports. */
const PORT_RELEASE_TIMEOUT = 3_000

/** An open external Pea. */
export interface OpenExternalPea extends OpenPea {
  /** The port of its control socket, which its spec may leave to the operating system. */
  readonly port: number
}

/**
 * Opens the control port of a Pea that was started by hand, and reserves the ports of its data until a Flow adopts it.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, `CONFIG_INSECURE` if other machines could reach it without a
 * key.
 */
export async function openExternalPea(given: PeaSpec, open: OpenAdopted): Promise<OpenExternalPea> {
  const spec = withPodKey(given, process.env)
  checkExposure(spec)
  const control = await ControlPort.open({ ...spec.control, path: undefined, curve: controlKeys(spec) })
  const { inputs, outputs } = toOwnSockets(spec, spec)
  const reservation = new Reservation([...inputs, ...outputs])
  try {
    await reservation.take()
  } catch (error) {
    control.close()
    await reservation.release()
    throw error
  }
  return new ExternalPea({ spec, open, control, reservation })
}

interface ExternalPeaComponents {
  readonly spec: PeaSpec
  readonly open: OpenAdopted
  readonly control: ControlPort
  readonly reservation: Reservation
}

interface Asking extends ControlPeer {
  /** The spec of the Pea that the Flow asks for. */
  readonly wanted: PeaSpec
  readonly proof: string | undefined
}

/** A Pea that was started by hand: it answers pings, serves one Flow at a time, and stays up after that Flow. */
class ExternalPea implements OpenExternalPea {
  readonly ended: Promise<PeaEnd>
  readonly port: number
  readonly #components: ExternalPeaComponents
  readonly #settle: (end: PeaEnd) => void
  readonly #startedAt = performance.now()
  #adoption: Adoption | undefined
  /** Settles once the current adoption has ended. */
  #served: Promise<void> = Promise.resolve()
  #isEnding = false

  constructor(components: ExternalPeaComponents) {
    let settle: (end: PeaEnd) => void = () => undefined
    this.ended = new Promise((resolve) => {
      settle = resolve
    })
    this.port = components.control.port
    this.#settle = settle
    this.#components = components
    components.control.listen({
      onMessage: (from, message) => this.#onMessage(from, message),
      onOtherVersion: (route) => this.#send({ route, flowId: NO_FLOW }, this.#status()),
    })
  }

  flush(): void {
    this.#adoption?.flush()
  }

  async leave(): Promise<void> {
    await this.#end({ code: 0 }, async () => await this.#adoption?.leave())
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
    if (isFirst) {
      await this.#served
      await this.#components.reservation.release()
      this.#components.control.close()
      this.#settle(end)
    }
    await this.ended
  }

  #onMessage(from: ControlPeer, message: FlowMessage): void {
    const adoption = this.#adoption
    const { route, flowId } = from
    if (message.type === 'ping' && flowId === NO_FLOW) this.#send(from, this.#status())
    else if (message.type === 'adopt') {
      const { spec: wanted, proof } = message
      void this.#consider({ route, flowId: wanted.flowId, wanted, proof })
    } else if (adoption?.isOf(route) && flowId === adoption.flowId) adoption.deliver(message)
    else this.#send(from, { ...this.#detachNotice, reason: 'it does not serve this Flow' })
  }

  /** A Flow asks for this Pea. It gets it unless the Pea serves another Flow that is still connected. */
  async #consider(asking: Asking): Promise<void> {
    const { id } = this.#components.spec
    const { wanted, flowId } = asking
    const before = this.#adoption
    const refusal = refuseAdoption(this.#components.spec, wanted, asking.proof)
    if (refusal !== undefined) return this.#refuse(asking, refusal)
    if (before !== undefined && (before.flowId === flowId || this.#isCutOff(before))) {
      await before.kill()
      await this.#served
    }
    const busy = this.#adoption
    if (busy === undefined && !this.#isEnding) this.#adopt(asking)
    else this.#refuse(asking, { code: 'LAUNCH_EXTERNAL_BUSY', message: `"${id}" ${reasonOf(busy)}` })
  }

  /** Whether a Flow can no longer be reached: it ended without a message, or its machine is unreachable. */
  #isCutOff(adoption: Adoption): boolean {
    this.#report(adoption, this.#status())
    return adoption.isCutOff
  }

  #adopt({ route, wanted }: Asking): void {
    const { spec: own, open } = this.#components
    const send = (message: PeaMessage) => this.#report(adoption, message)
    const adoption = new Adoption({ own, wanted, route, open, send })
    this.#adoption = adoption
    this.#served = this.#serve(adoption)
  }

  async #serve(adoption: Adoption): Promise<void> {
    const { reservation } = this.#components
    await reservation.release()
    const { code, reason } = await adoption.serve()
    this.#adoption = undefined
    this.#send(adoption, { ...this.#detachNotice, code, reason })
    // If another process has opened a port meanwhile, the next Flow gets an error that says so.
    if (!this.#isEnding) void reservation.take(PORT_RELEASE_TIMEOUT).catch(() => undefined)
  }

  #refuse(asking: Asking, refusal: Refusal): void {
    const { id: pea, pod } = asking.wanted
    this.#send(asking, { type: 'fatal', pea, error: { ...refusal, pod, pea } })
    this.#send(asking, { type: 'ended', pea, code: 1, reason: refusal.message })
  }

  get #detachNotice() {
    return { type: 'ended', pea: this.#components.spec.id, code: 69 } as const
  }

  #status(): PeaMessage {
    const { flow = '', served = 0, held = 0, dropped = 0 } = this.#adoption ?? {}
    const { id: pea } = this.#components.spec
    const counts = { served, held, dropped, uptime: Math.round(performance.now() - this.#startedAt) }
    return { type: 'status', status: { pea, flow, protocol: PROTOCOL, state: 'ready', ...counts } }
  }

  #send(to: ControlPeer, message: PeaMessage): void {
    const { route, flowId } = to
    this.#components.control.send({ route, flowId }, message)
  }

  /** Sends a message to the Flow that the Pea serves, which learns whether it can still be reached. */
  #report(adoption: Adoption, message: PeaMessage): void {
    adoption.reached(this.#components.control.send(adoption, message))
  }
}

function reasonOf(busy: Adoption | undefined): string {
  return busy === undefined ? 'is ending' : `already serves the Flow "${busy.flow}"`
}
