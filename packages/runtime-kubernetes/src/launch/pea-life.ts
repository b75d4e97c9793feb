import { setTimeout as wait } from 'node:timers/promises'
import { LAST_LINES, openOutput, type PeaExit, type PeaLogLine, type PeaOutput, type PeaSpec } from '@peaflow/core'
import { type PodName, readLog } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { type Attachment, attach } from '../pod/attachment.ts'
import { followPod } from '../pod/follow-pod.ts'
import { toPodInput } from '../pod/pod-object.ts'
import type { PodState } from '../pod/pod-state.ts'
import { endedEarly, waitError } from './launch-error.ts'
import { removePod } from './remove-pod.ts'

/** Milliseconds that a Pod may take to end once it has been killed, until its node is taken for lost. */
const END_TIMEOUT = 30_000

/** Milliseconds that a Pea may take to end whose standard input has ended, as far as its node says. */
const LIFELINE_TIMEOUT = 5_000

/** Milliseconds that Kubernetes may take to forget a Pod without its node. */
const FORGET_TIMEOUT = 10_000

/** Milliseconds that the output may still take to arrive when the container has ended. */
const OUTPUT_LINGER = 2_000

/** The shortest grace period of Kubernetes in which a node confirms the end, in seconds. */
const KILL = 1

/** What the life of a Pea needs. */
export interface LifeOptions {
  readonly cluster: Cluster
  readonly pod: PodName
  readonly spec: PeaSpec
  readonly onLog: ((line: PeaLogLine) => void) | undefined
  readonly onProgress: ((message: string) => void) | undefined
}

/** A Pod of Kubernetes that runs a Pea, from its creation until it is gone. */
export class PeaLife {
  /** Settles once; never rejects. */
  readonly exited: Promise<PeaExit>
  readonly #options: LifeOptions
  readonly #output: PeaOutput
  readonly #giveUp = new AbortController()
  readonly #over = new AbortController()
  #resolveRunning: (address: string) => void = () => {}
  #rejectRunning: (error: unknown) => void = () => {}
  #attachment: Attachment | undefined
  #exit: Omit<PeaExit, 'lastLines'> | undefined
  #isRemoving = false
  /** Its container waits for what will not come, such as an image: nothing runs, so that nothing has to end. */
  #cannotRun = false
  #isAsked = false
  #isNodeLost = false
  #killing: Promise<PeaExit> | undefined
  #limiting: Promise<void> | undefined

  constructor(options: LifeOptions) {
    this.#options = options
    this.#output = openOutput(options.onLog)
    this.exited = this.#followToExit()
  }

  /** Resolves with the address of its Pod once its container runs. Rejects if it will not. Called once. */
  running(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#resolveRunning = resolve
      this.#rejectRunning = reject
    })
  }

  /** Hands over what is private, and reads its output from now on. A container that has already ended has an exit only. */
  async attach(signal: AbortSignal | undefined): Promise<void> {
    const { cluster, pod, spec } = this.#options
    try {
      this.#attachment = await attach(cluster, pod, { input: toPodInput(spec), output: this.#output, signal })
      // What breaks the connection ends the Pea, by its lifeline: its exit follows, unless the cluster does not answer.
      void this.#attachment.ended.then(() => this.#limit())
    } catch (error) {
      if (this.#exit === undefined) throw error
    }
  }

  /**
   * Asks it to end. That is not done by deleting its Pod: Kubernetes does not always know how a container ended whose Pod
   * was deleted before.
   */
  terminate(): void {
    if (!this.#isAsked) this.#attachment?.terminate()
    this.#isAsked = true
  }

  /** Ends it at once. Resolves with its exit, as far as that can be known. Never rejects. */
  kill(): Promise<PeaExit> {
    this.#killing ??= this.#kill()
    return this.#killing
  }

  async #kill(): Promise<PeaExit> {
    const isAttached = this.#attachment !== undefined
    this.#attachment?.close()
    // An image may ignore its standard input, and a container may not have begun to read it.
    if (!isAttached || (await this.outlasts(LIFELINE_TIMEOUT))) void this.#delete(this.#cannotRun ? 0 : KILL)
    void this.#limit()
    return await this.exited
  }

  /** Whether it is still there after so many milliseconds. Never rejects. */
  async outlasts(milliseconds: number): Promise<boolean> {
    return await wait(milliseconds, true, { signal: this.#over.signal }).catch(() => false)
  }

  /** From now on, it has to be gone within a time. */
  #limit(): Promise<void> {
    this.#limiting ??= this.#giveUpInTime()
    return this.#limiting
  }

  async #giveUpInTime(): Promise<void> {
    if (!(await this.outlasts(END_TIMEOUT))) return
    this.#isNodeLost = true
    this.#note('its node does not answer, so its container may run there until the node is back')
    void this.#delete(0)
    if (await this.outlasts(FORGET_TIMEOUT)) this.#giveUp.abort()
  }

  async #delete(seconds: number): Promise<void> {
    const { cluster, pod } = this.#options
    await removePod(cluster, pod, { seconds, signal: this.#over.signal })
  }

  async #followToExit(): Promise<PeaExit> {
    const { cluster, pod, spec } = this.#options
    const onState = (state: PodState) => this.#onState(state)
    const isRemoved = await followPod(cluster, pod, { onState, signal: this.#giveUp.signal })
    await Promise.race([this.#attachment?.ended, wait(OUTPUT_LINGER, undefined, { ref: false })])
    this.#over.abort()
    this.#attachment?.close()
    if (!isRemoved) this.#note('the cluster does not answer, so it may still be there')
    const exit = this.#exit ?? { code: null, signal: null, reason: this.#unseenEnd(isRemoved) }
    const ended = { ...exit, lastLines: this.#output.lastLines() }
    this.#rejectRunning(endedEarly(spec, ended))
    return ended
  }

  #onState(state: PodState): void {
    if (state.phase === 'running') this.#resolveRunning(state.address)
    if (state.phase === 'pending') this.#onPending(state)
    if (state.phase !== 'ended' || this.#isRemoving) return
    this.#isRemoving = true
    this.#exit = state.exit
    void this.#remove()
  }

  #onPending(state: PodState & { readonly phase: 'pending' }): void {
    const { spec, onProgress } = this.#options
    const error = waitError(spec, state)
    this.#cannotRun = error !== undefined
    if (error !== undefined) this.#rejectRunning(error)
    else if (state.message !== undefined) onProgress?.(`Kubernetes: ${state.message}`)
  }

  /** Removes a Pod whose container has ended: nothing of it runs any more. */
  async #remove(): Promise<void> {
    const { cluster, pod } = this.#options
    if (this.#attachment === undefined) await this.#readLog(cluster, pod)
    await this.#delete(0)
  }

  /** What a container has written that ended before anything was attached to it, such as one whose entrypoint runs no Pea. */
  async #readLog(cluster: Cluster, pod: PodName): Promise<void> {
    const lines = this.#output.open('stdout')
    const text = await cluster.send(readLog(pod, LAST_LINES)).catch(() => '')
    lines.push(Buffer.from(text))
    lines.end()
  }

  /** Why it is not known how it ended. */
  #unseenEnd(isRemoved: boolean): string {
    if (!isRemoved) return 'the cluster does not answer'
    return this.#isNodeLost ? 'its node does not answer' : 'its Kubernetes Pod was deleted'
  }

  #note(what: string): void {
    this.#options.onLog?.({ stream: 'stderr', text: `the Kubernetes Pod ${this.#options.pod.name}: ${what}` })
  }
}
