/** One listener for each `AbortSignal`, however many requests share it: Node warns about more than ten. */
export class AbortListeners {
  readonly #signals = new Map<AbortSignal, Shared>()

  /** Calls back when the signal aborts. */
  add(signal: AbortSignal, onAbort: () => void): void {
    const shared = this.#signals.get(signal) ?? this.#open(signal)
    shared.callbacks.add(onAbort)
  }

  /** Takes a callback back. The last one takes the listener with it. */
  delete(signal: AbortSignal, onAbort: () => void): void {
    const shared = this.#signals.get(signal)
    if (shared === undefined) return
    shared.callbacks.delete(onAbort)
    if (shared.callbacks.size > 0) return
    this.#signals.delete(signal)
    signal.removeEventListener('abort', shared.listener)
  }

  #open(signal: AbortSignal): Shared {
    const callbacks = new Set<() => void>()
    const listener = () => {
      for (const callback of [...callbacks]) callback()
    }
    const shared = { callbacks, listener }
    this.#signals.set(signal, shared)
    signal.addEventListener('abort', listener)
    return shared
  }
}

interface Shared {
  readonly callbacks: Set<() => void>
  readonly listener: () => void
}
