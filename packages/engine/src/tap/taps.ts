import { FlowError } from '@peaflow/core'
import { MAX_TAPS, type TapOrder, type TappedMessage } from '@peaflow/protocol'
import type { Supervisor } from '../supervise/supervisor.ts'
import { type TapOptions, toOrder } from './options.ts'
import { Tap } from './tap.ts'
import { tappedPodOf } from './tapped-pod.ts'

/** The taps of a running Flow. */
export class Taps {
  readonly #supervisor: Pick<Supervisor, 'plan' | 'peas' | 'send'>
  readonly #taps = new Map<number, Tap>()
  #next = 0

  constructor(supervisor: Pick<Supervisor, 'plan' | 'peas' | 'send'>) {
    this.#supervisor = supervisor
  }

  /**
   * Taps the replicas of a Pod, once the copies are read.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, `CONFIG_TAP` for the gateway and inside of a group, if an option is not valid,
   * or if the Pod has as many taps as it may have.
   */
  open(name: string, options: TapOptions): Tap {
    const tap = this.#next
    const order = toOrder(tap, options)
    const pod = tappedPodOf({ pod: name, at: order.at }, this.#supervisor.plan)
    this.#checkRoom(pod)
    this.#next += 1
    const opened = new Tap(
      { pod, order, signal: options.signal },
      {
        peas: () => this.#readyPeas(pod),
        send: (id, order) => this.#send(id, order),
        onEnd: () => this.#taps.delete(tap),
      },
    )
    this.#taps.set(tap, opened)
    return opened
  }

  /** A Pea is ready: it is to take part in the taps of its Pod. */
  onReady(id: string): void {
    const plan = this.#supervisor.peas.get(id)?.plan
    if (plan?.role !== 'replica') return
    for (const tap of this.#taps.values()) if (tap.pod === plan.pod) tap.onReady(id)
  }

  /** A Pea has sent a copy. It is told once more of a tap that has ended. */
  onTapped(pea: string, message: TappedMessage): void {
    const tap = this.#taps.get(message.tap)
    if (tap !== undefined) tap.onTapped(pea, message)
    else this.#send(pea, { tap: message.tap, at: message.at, rate: 0, bytes: 0 })
  }

  /** Ends all of them: the Flow has stopped. */
  close(): void {
    for (const tap of [...this.#taps.values()]) tap.end()
  }

  #checkRoom(pod: string): void {
    const open = [...this.#taps.values()].filter((tap) => tap.pod === pod)
    if (open.length < MAX_TAPS) return
    throw new FlowError('CONFIG_TAP', `"${pod}" has ${MAX_TAPS} taps, which is as many as a Pod can have`, {
      hint: 'Leave the loop over one of them, or abort its signal',
    })
  }

  *#readyPeas(pod: string): Generator<string> {
    for (const { id, plan, isReady } of this.#supervisor.peas.values()) {
      if (plan.pod === pod && plan.role === 'replica' && isReady) yield id
    }
  }

  #send(id: string, order: TapOrder): void {
    const pea = this.#supervisor.peas.get(id)
    if (pea !== undefined) this.#supervisor.send(pea, { type: 'tap', ...order })
  }
}
