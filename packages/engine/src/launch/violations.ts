import type { FlowEvent, FlowLogLine } from './events.ts'

/** Messages of one peer that were dropped, because they break one rule of the protocol. */
export interface Violation {
  /** The id of the Pea that dropped them; the gateway's for the Flow itself. */
  readonly pea: string
  /** The id of the Pea that sent them; missing for a connection that has not proved whose it is. */
  readonly peer?: string | undefined
  readonly reason: string
  readonly count: number
}

/** The most violations that are told, and the longest reason. A Pea that breaks the protocol may report anything. */
const MAX_VIOLATIONS = 1_024
const MAX_REASON_LENGTH = 200

/** Where violations are told. */
export interface ViolationListeners {
  readonly onLog: (line: FlowLogLine) => void
  readonly onEvent: (event: FlowEvent) => void
}

/** Tells which Peas break the protocol, once for each peer and reason. */
export class Violations {
  readonly #listeners: ViolationListeners
  readonly #lines = new Map<string, string>()

  constructor(listeners: ViolationListeners) {
    this.#listeners = listeners
  }

  /** Each of them in words. */
  get lines(): readonly string[] {
    return [...this.#lines.values()]
  }

  add(violation: Violation): void {
    const reason = violation.reason.slice(0, MAX_REASON_LENGTH)
    const { pea, peer, count } = violation
    const key = `${pea} ${peer ?? ''} ${reason}`
    if (this.#lines.has(key) || this.#lines.size === MAX_VIOLATIONS) return
    const text = describeViolation({ peer, reason, count })
    this.#lines.set(key, text)
    this.#listeners.onEvent({ type: 'protocol-broken', pea, peer, reason, count })
    this.#listeners.onLog({ pea, stream: 'stderr', level: 'warn', text })
  }
}

/** `encode/0 sent 12 messages that break the protocol: Ack: settled > received`. */
export function describeViolation({ peer, reason, count }: Omit<Violation, 'pea'>): string {
  const what = count === 1 ? 'a message that breaks' : `${count} messages that break`
  return `${peer ?? 'an unknown peer'} sent ${what} the protocol: ${reason}`
}
