import {
  addressesToDial,
  type ControlConnection,
  dialRemote,
  newRoutingId,
  type PodKeys,
  podClientKeys,
} from '@peaflow/protocol'

/** Milliseconds that a connection may take until it can be used. */
const CONNECT_TIMEOUT = 3_000

/** Milliseconds without a connection after which the host is resolved and dialled anew: the Flow may have moved. */
const REDIAL_AFTER = 2_000

/** Milliseconds between two attempts: the first, and the longest. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

/** What is dialled. */
export interface FlowTarget {
  readonly host: string
  readonly port: number
  readonly pod: string
  readonly keys: PodKeys
  readonly security?: 'none' | undefined
}

/** Receives the events of a {@link FlowConnection}. */
export interface FlowConnectionEvents {
  /** A connection is open, and nothing has been sent on it. */
  onConnect(): void
  onDisconnect(): void
  onFrame(frame: Buffer): void
  /** An attempt has failed. `isRefused`: the other end has ended the handshake. */
  onFailed(failure: { readonly isRefused: boolean; readonly error?: unknown }): void
}

/**
 * A connection to a Flow that is dialled until it is closed. Its host is resolved each time, since the Flow may move; of several
 * addresses each attempt takes the next one, since the Flow may have left one of them.
 */
export class FlowConnection {
  readonly #target: FlowTarget
  readonly #events: FlowConnectionEvents
  #connection: ControlConnection | undefined
  #address: string
  #isConnected = false
  #isClosed = false
  #pause = FIRST_PAUSE
  #timer: NodeJS.Timeout | undefined
  /** How many addresses have been dialled. */
  #dialled = 0
  /** Counts the attempts: what an earlier one still reports comes too late. */
  #attempt = 0

  constructor(target: FlowTarget, events: FlowConnectionEvents) {
    this.#target = target
    this.#address = target.host
    this.#events = events
    void this.#dial()
  }

  /** The address of the last connection; the host itself before the first. */
  get address(): string {
    return this.#address
  }

  /** Sends a frame. Drops it if there is no connection. */
  send(frame: Buffer): void {
    if (this.#isConnected) this.#connection?.send(frame)
  }

  /** Ends this connection, and dials again after a pause that grows as long as no connection is of use. */
  redial(): void {
    void this.#end()
    if (this.#isClosed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#dial(), this.#pause)
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2)
  }

  /** The connection is of use: the next pause is a short one. */
  settle(): void {
    this.#pause = FIRST_PAUSE
  }

  /** Sends what is queued, and dials no more. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#end()
  }

  async #dial(): Promise<void> {
    const { pod, keys, security } = this.#target
    this.#attempt += 1
    const attempt = this.#attempt
    const isCurrent = () => attempt === this.#attempt && !this.#isClosed
    const fail = (isRefused: boolean, error?: unknown) => {
      if (!isCurrent() || this.#isConnected) return
      this.#events.onFailed({ isRefused, error })
      this.redial()
    }
    this.#timer = setTimeout(() => fail(false), CONNECT_TIMEOUT)
    const routingId = newRoutingId({ id: `${pod}/*`, incarnation: 0 })
    const curve = security === 'none' ? undefined : podClientKeys(keys.given)
    const dial = async (address: string) =>
      await dialRemote(
        { host: address, port: this.#target.port, routingId, curve },
        {
          onConnect: () => isCurrent() && this.#onConnect(address),
          onDisconnect: () => isCurrent() && this.#onDisconnect(),
          onRefused: () => fail(true),
          onFrame: (frame) => isCurrent() && this.#events.onFrame(frame),
        },
      )
    const connection = await this.#nextAddress()
      .then(dial)
      .catch((error) => fail(false, error))
    if (isCurrent()) this.#connection = connection ?? undefined
    else await connection?.close()
  }

  async #nextAddress(): Promise<string> {
    const { host } = this.#target
    const addresses = await addressesToDial(host)
    return addresses[this.#dialled++ % addresses.length] ?? host
  }

  #onConnect(address: string): void {
    clearTimeout(this.#timer)
    this.#address = address
    this.#isConnected = true
    this.#events.onConnect()
  }

  #onDisconnect(): void {
    if (!this.#isConnected) return
    this.#isConnected = false
    this.#events.onDisconnect()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.redial(), REDIAL_AFTER)
  }

  async #end(): Promise<void> {
    const wasConnected = this.#isConnected
    this.#isConnected = false
    this.#attempt += 1
    const connection = this.#connection
    this.#connection = undefined
    if (wasConnected && !this.#isClosed) this.#events.onDisconnect()
    await connection?.close()
  }
}
