import { type ErrorCode, FlowError, isFlowError, toHostPort } from '@peaflow/core'
import {
  decodeControl,
  encodeControl,
  type FlowMessage,
  flowIdOf,
  isFromOtherVersion,
  NO_FLOW,
  PROTOCOL,
  probePort,
  proveEnrol,
  provesAdopt,
  versionOf,
} from '@peaflow/protocol'
import { FlowConnection } from './flow-connection.ts'
import { LoadedCode } from './loaded-code.ts'
import type { JoinFlowOptions, JoiningReplica } from './options.ts'
import { notJoined, OBSERVATIONS, otherKey, otherVersion } from './refusals.ts'
import { Service } from './service.ts'
import { Wait } from './wait.ts'

/** Milliseconds that a Flow has to answer `enrol`. */
const ANSWER_TIMEOUT = 5_000

/** How many handshakes in a row have to fail until the key is known to be wrong. A Flow that stops may end one. */
const WRONG_KEY_AFTER = 3

/** The refusals that a Flow may take back. */
const PASSING: ReadonlySet<string> = new Set(['LAUNCH_FULL', 'LAUNCH_STOPPING'])

/** The ends of a Pea after which another Flow cannot do better: it has failed, or hangs. */
const FINAL_CODES: ReadonlySet<number> = new Set([1, 70])

/**
 * Joins a Flow as a replica of one of its Pods, for as long as it is not told to leave: waits while the Flow is out of reach,
 * and joins again, with its executor still loaded, when the Flow has come back.
 */
export function joinFlow(options: JoinFlowOptions): JoiningReplica {
  return new Replica(options)
}

class Replica implements JoiningReplica {
  readonly ended: Promise<number>
  readonly #options: JoinFlowOptions
  readonly #code = new LoadedCode()
  readonly #connection: FlowConnection
  readonly #wait: Wait
  /** Settles `ended`; `undefined` once something has begun to end it. */
  #settle: ((end: number | FlowError) => void) | undefined
  #service: Service | undefined
  /** The number that it had last. */
  #before: number | undefined
  #answerTimer: NodeJS.Timeout | undefined
  #refusals = 0
  #hasJoined = false
  #isLeaving = false

  constructor(options: JoinFlowOptions) {
    this.#options = options
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (end) => (isFlowError(end) ? reject(end) : resolve(end))
    })
    this.#wait = new Wait(options.timeout, {
      onReason: (reason) => options.onEvent({ type: 'retrying', reason }),
      onTimeout: (reason) => void this.#finish(notJoined(this.#where, options, reason)),
    })
    this.#wait.begin()
    this.#connection = new FlowConnection(options, {
      onConnect: () => this.#onConnect(),
      onDisconnect: () => this.#service?.disconnected(),
      onFrame: (frame) => this.#onFrame(frame),
      onFailed: (failure) => void this.#onFailed(failure),
    })
  }

  async leave(): Promise<void> {
    const isFirst = !this.#isLeaving
    this.#isLeaving = true
    if (this.#service === undefined) await this.#finish(0)
    else await this.#leave(this.#service, isFirst)
    await this.ended
  }

  async #leave(service: Service, isFirst: boolean): Promise<void> {
    const { flow, pea } = service
    if (isFirst) this.#options.onEvent({ type: 'leaving', flow, pea })
    await service.leave()
  }

  #onConnect(): void {
    this.#refusals = 0
    if (this.#service === undefined) this.#enrol()
    else this.#service.connected()
  }

  #enrol(): void {
    const { pod, keys, replicaId: replica } = this.#options
    const wish = { uses: this.#code.digest, replica, before: this.#before }
    const proof = proveEnrol(keys.pod).toString('hex')
    this.#connection.send(encodeControl(NO_FLOW, { type: 'enrol', pod, proof, ...wish }))
    clearTimeout(this.#answerTimer)
    this.#answerTimer = setTimeout(() => this.#retryBecause(OBSERVATIONS.unresponsive), ANSWER_TIMEOUT)
  }

  #retryBecause(reason: string): void {
    this.#wait.because(reason)
    this.#connection.redial()
  }

  #onFrame(frame: Buffer): void {
    const message = decodeControl(undefined, frame) as FlowMessage | undefined
    if (isFromOtherVersion(frame)) void this.#finish(otherVersion(this.#where, versionOf(frame), PROTOCOL))
    if (message === undefined) return
    if (this.#service === undefined) this.#onAnswer(message)
    else if (flowIdOf(frame) === this.#service.flowId) this.#service.deliver(message)
  }

  #onAnswer(message: FlowMessage): void {
    if (message.type !== 'adopt' && message.type !== 'refused') return
    clearTimeout(this.#answerTimer)
    if (message.type === 'adopt') this.#onAdopt(message)
    else this.#onRefused(message)
  }

  #onAdopt({ spec, proof }: Extract<FlowMessage, { type: 'adopt' }>): void {
    // Without CURVE, whoever answers at the address could say what is to be run.
    if (provesAdopt(this.#options.keys.pod, { flowId: spec.flowId, proof })) {
      this.#connection.settle()
      void this.#serve(new Service({ ...this.#serviceOptions, wanted: spec }))
    } else {
      this.#onOtherKey()
      this.#connection.redial()
    }
  }

  #onRefused({ code, reason, hint }: Extract<FlowMessage, { type: 'refused' }>): void {
    if (PASSING.has(code) && !(this.#options.once && code === 'LAUNCH_STOPPING')) this.#retryBecause(reason)
    else void this.#finish(new FlowError(code as ErrorCode, reason, { hint }))
  }

  get #serviceOptions() {
    const send = (frame: Buffer) => this.#connection.send(frame)
    // All of its sockets dial the same Flow, whatever else its name means by then.
    const options = { ...this.#options, host: this.#connection.address }
    return { options, code: this.#code, send }
  }

  async #serve(service: Service): Promise<void> {
    const { flow, pea, flowId } = service
    this.#wait.end()
    this.#service = service
    this.#hasJoined = true
    this.#before = service.replicaId
    this.#options.onEvent({ type: 'joined', flow, pea })
    if (this.#isLeaving) void service.leave()
    const { code, reason } = await service.serve()
    this.#connection.send(encodeControl(flowId, { type: 'ended', pea, code, reason }))
    this.#service = undefined
    this.#options.onEvent({ type: 'left', flow, pea, reason })
    if (FINAL_CODES.has(code)) await this.#finish(code)
    else if (this.#isLeaving || this.#options.once) await this.#finish(0)
    else if (this.#settle !== undefined) this.#waitForNext()
  }

  #waitForNext(): void {
    this.#wait.begin()
    this.#connection.redial()
  }

  async #onFailed({ isRefused, error }: { readonly isRefused: boolean; readonly error?: unknown }): Promise<void> {
    this.#refusals = isRefused ? this.#refusals + 1 : 0
    const { host, port } = this.#options
    if (isFlowError(error)) this.#wait.because(error.message)
    else if (!isRefused) this.#wait.because(OBSERVATIONS[await probePort(host, port)])
    else if (this.#refusals >= WRONG_KEY_AFTER) this.#onOtherKey()
  }

  /** A Flow that it has served may have been given another key for a while. */
  #onOtherKey(): void {
    if (this.#hasJoined) this.#wait.because('what listens there does not accept this key')
    else void this.#finish(otherKey(this.#where, this.#options))
  }

  /** Ends it for the first reason that there is, and with it the service that still runs. */
  async #finish(end: number | FlowError): Promise<void> {
    const settle = this.#settle
    if (settle === undefined) return
    this.#settle = undefined
    clearTimeout(this.#answerTimer)
    this.#wait.end()
    await this.#connection.close()
    await this.#service?.kill()
    await this.#code.teardown()
    settle(end)
  }

  get #where(): string {
    return toHostPort(this.#options.host, this.#options.port)
  }
}
