import { machineOf, type PeaExit, type PeaHandle, type PeaLogLine, type PeaSpec, type StopOptions } from '@peaflow/core'
import { resolvesWithin } from '../async/resolves-within.ts'
import type { Connection } from '../engine/connect.ts'
import { findKillReason } from '../engine/kill-reason.ts'
import { untilSilent } from '../engine/until-silent.ts'
import { mayRemain, type StartedContainer } from './container.ts'
import { type Ending, endContainer } from './end-container.ts'
import { toPeaExit } from './exit.ts'
import { type ContainerProcess, findProcess, UNKNOWN_PROCESS } from './process.ts'

/** What a handle needs besides its container. */
export interface HandleOptions {
  readonly connection: Connection
  readonly spec: PeaSpec
  /** The name of the container. */
  readonly name: string
  readonly published: Readonly<Record<number, number>> | undefined
  /** The memory limit of the container, in bytes. */
  readonly memory: number | undefined
  /** Kills the container when it aborts. */
  readonly signal: AbortSignal | undefined
  readonly onLog: ((line: PeaLogLine) => void) | undefined
}

/** Milliseconds that the attachment may stay open after the container has ended. */
const OUTPUT_LINGER = 1_000

/** Milliseconds that the Engine may take to report the end of a container that it has removed. */
const REPORT_TIMEOUT = 2_000

/** The exit code of a container that was ended by SIGKILL. */
const KILLED = 137

/** The handle of a container that has been started. */
export function openHandle(container: StartedContainer, options: HandleOptions): PeaHandle {
  const { spec, published, signal } = options
  const life = new ContainerLife(container, options)
  const { exited } = life
  const stop = async ({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> => {
    if (grace > 0) {
      life.terminate()
      if (await resolvesWithin(grace, exited)) return await exited
    }
    await life.kill()
    return await exited
  }
  // The caller learns from `exited` what became of the container.
  const onAbort = () => void stop({ grace: 0 })
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  void exited.then(() => signal?.removeEventListener('abort', onAbort))
  return { spec, container: container.id, exited, ...(published !== undefined && { published }), stop }
}

/** A container from its start to its end: through its Engine, and without it if the Engine does not answer. */
class ContainerLife {
  /** Never rejects. */
  readonly exited: Promise<PeaExit>
  readonly #container: StartedContainer
  readonly #options: HandleOptions
  readonly #process: ContainerProcess
  /** Aborts when it has to end within a time. */
  readonly #hurry = new AbortController()
  /** Aborts when it has ended. */
  readonly #over = new AbortController()
  #isAsked = false
  #ending: Promise<Ending> | undefined

  constructor(container: StartedContainer, options: HandleOptions) {
    const { engine, location } = options.connection
    this.#container = container
    this.#options = options
    this.#process = location.address.kind === 'socket' ? findProcess(engine, container.id) : UNKNOWN_PROCESS
    this.exited = this.#followToExit()
  }

  /** Asks the container to end, with SIGTERM, once. */
  terminate(): void {
    if (!this.#isAsked) void this.#ask()
    this.#isAsked = true
  }

  /** Ends the container at once. Resolves when it has ended, as far as can be known. Never rejects. */
  async kill(): Promise<void> {
    this.#hurry.abort()
    const ending = await this.#end()
    if (ending !== 'removed' || !(await resolvesWithin(REPORT_TIMEOUT, this.exited))) this.#container.abandon()
  }

  /** Through its Engine. Where that falls silent before it has reported the end, the process itself is asked. Never rejects. */
  async #ask(): Promise<void> {
    const { connection } = this.#options
    const limit = AbortSignal.any([this.#hurry.signal, this.#over.signal])
    const giveUp = new AbortController()
    const request = { signal: 'SIGTERM', abortSignal: AbortSignal.any([limit, giveUp.signal]) } as object
    let isAccepted = false
    const onAccepted = () => {
      isAccepted = true
    }
    connection.engine.getContainer(this.#container.id).kill(request).then(onAccepted, ignore)
    // Nothing else reaches it: a request that takes long may still arrive.
    if (this.#process === UNKNOWN_PROCESS) return
    await untilSilent(connection, limit)
    if (limit.aborted) return
    giveUp.abort()
    if (!isAccepted) await this.#process.signal('SIGTERM')
    if (await this.#process.ended(limit)) this.#container.abandon()
  }

  #end(): Promise<Ending> {
    const { connection, spec } = this.#options
    const container = { id: this.#container.id, connection, process: this.#process, isLocal: machineOf(spec) === null }
    this.#ending ??= endContainer(container, this.#hurry.signal)
    return this.#ending
  }

  async #followToExit(): Promise<PeaExit> {
    const { connection, spec, memory, name, onLog } = this.#options
    const { id, output, outputEnded, detach } = this.#container
    const status = await this.#container.status
    // The Engine has ended, and with it stdin of the Pea. The Pea ends then, unless its image ignores the lifeline.
    const ending = status === undefined ? await this.#end() : 'removed'
    this.#over.abort()
    const [killReason] = await Promise.all([
      mayBeKilled(status, memory) ? findKillReason(connection.engine, id) : ('unknown' as const),
      ending === 'removed' ? resolvesWithin(OUTPUT_LINGER, outputEnded) : undefined,
    ])
    detach()
    if (ending === 'unconfirmed') onLog?.(mayRemain(name))
    const left = ending === 'unconfirmed' ? name : undefined
    return toPeaExit({ status, killReason, memory, left, machine: machineOf(spec), lastLines: output.lastLines() })
  }
}

/** Whether the Engine may know why the container ended: it was killed, or its executor was, for want of memory. */
function mayBeKilled(status: number | undefined, memory: number | undefined): boolean {
  return status === KILLED || (status !== undefined && status !== 0 && Boolean(memory))
}

/** A container that has ended, or is ending, needs no signal. If its Engine fails, `exited` will tell. */
const ignore = () => {}
