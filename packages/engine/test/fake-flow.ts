import type { FlowPlan, InputPlan, LaunchOptions, OutputPlan, PeaHandle, PeaLauncher, PeaSpec } from '@peaflow/core'
import { type FlowMessage, newFlowKey, type PeaMessage, PROTOCOL } from '@peaflow/protocol'
import { KnownEndpoints } from '../src/endpoints/known-endpoints.ts'
import { Enrolments } from '../src/enrolment/enrolments.ts'
import type { FlowEvent, FlowLogLine } from '../src/launch/events.ts'
import type { Settings } from '../src/launch/settings.ts'
import { Violations } from '../src/launch/violations.ts'
import { BrokenAnswers } from '../src/running/broken-answers.ts'
import { FailedRequests } from '../src/running/failed-requests.ts'
import { onMessage } from '../src/start/on-message.ts'
import { ProcessUse } from '../src/statistics/process-use.ts'
import { StatisticsTable } from '../src/statistics/statistics-table.ts'
import type { SupervisedPea } from '../src/supervise/supervised-pea.ts'
import { Supervisor } from '../src/supervise/supervisor.ts'
import { Taps } from '../src/tap/taps.ts'
import { FakeProcess } from './fake-process.ts'

/** What no Pea of a fake Flow has to prove. */
export const NO_PROOF = '00'.repeat(16)

/** How the Peas of a fake Flow behave. */
export interface FakeFlowOptions {
  /** Messages that a Pea does not react to. Return `true` to ignore one. */
  readonly ignores?: (pea: string, message: FlowMessage) => boolean
  /** Why a launch fails; it does not fail if this returns `undefined`. */
  readonly failLaunch?: (spec: PeaSpec) => Error | undefined
  /** Does not report `bound` by itself if this returns `true`. */
  readonly isSilent?: (spec: PeaSpec) => boolean
}

/** A supervisor whose Peas exist in memory: they open ports, get ready and answer like real ones. */
export class FakeFlow {
  readonly events: FlowEvent[] = []
  readonly lines: FlowLogLine[] = []
  readonly sent: { readonly pea: string; readonly message: FlowMessage }[] = []
  /** Every process so far, in the order of their launch. */
  readonly processes: FakeProcess[] = []
  /** The ports that the current incarnation of each Pea has reported. */
  readonly ports = new Map<string, readonly number[]>()
  /** Ports that Peas were sent to dial, which were not open at that moment. */
  readonly closedPorts: number[] = []
  readonly supervisor: Supervisor
  readonly failedRequests: FailedRequests
  readonly statistics = new StatisticsTable()
  readonly processUse = new ProcessUse()
  readonly brokenAnswers: BrokenAnswers
  readonly reconciliation = { onTried: () => {}, onHolding: () => {} }
  readonly endpoints = new KnownEndpoints(() => this.supervisor.peas.values())
  readonly taps: Taps
  readonly enrolments: Enrolments
  /** What every Pea reports as answered requests. */
  served = 0
  readonly #options: FakeFlowOptions
  readonly #open = new Map<string, Map<string, number>>()
  #nextPort = 30_000

  constructor(plan: FlowPlan, options: FakeFlowOptions = {}) {
    this.#options = options
    const launcher: PeaLauncher = { name: 'fake', launch: (spec, launch) => this.#launch(spec, launch) }
    const keys = { flow: newFlowKey(), salt: Buffer.alloc(16), isLasting: false }
    this.enrolments = new Enrolments(keys)
    const settings: Settings = {
      flow: plan.flow,
      flowId: '0'.repeat(16),
      keys,
      joined: this.enrolments,
      directory: '/',
      control: {
        portOn: () => 1,
        ping: () => undefined,
        attach: () => ({ deliver: () => undefined, detach: () => undefined }),
      },
      launchers: { process: launcher, docker: launcher },
      reserve: { lend: (launch) => launch() },
      executors: {},
      firstStarts: 5,
      violations: new Violations({ onLog: () => {}, onEvent: (event) => this.events.push(event) }),
      onLog: (line) => this.lines.push(line),
      onEvent: (event) => this.events.push(event),
    }
    this.supervisor = new Supervisor(plan, settings, (pea, message) => this.#onSend(pea, message))
    this.failedRequests = new FailedRequests(this.supervisor)
    this.taps = new Taps(this.supervisor)
    this.enrolments.begin(this.supervisor)
    this.brokenAnswers = new BrokenAnswers(this.supervisor, this.failedRequests)
  }

  /** Takes in the gateway and launches every other Pea, except those that join; resolves when all are ready. */
  async start(): Promise<SupervisedPea> {
    const { supervisor } = this
    const [gateway, peas] = [supervisor.plan.peas.find(({ role }) => role === 'gateway'), supervisor.plan.peas]
    if (gateway === undefined) throw new Error('the plan has no gateway')
    const gatewayPea = supervisor.join(gateway)
    const launched = peas.filter(({ id }) => !supervisor.peas.has(id)).map((pea) => supervisor.launch(pea))
    this.#bind(gatewayPea.id, 1)
    await Promise.all([gatewayPea, ...launched].map(({ ready }) => ready))
    return gatewayPea
  }

  report(message: PeaMessage): void {
    onMessage(this, message)
  }

  /** The running process of a Pea. */
  processOf(id: string): FakeProcess | undefined {
    return this.processes.find((process) => process.isRunning && process.spec.id === id)
  }

  /** The messages of one type that a Pea was sent. */
  sentTo<T extends FlowMessage['type']>(pea: string, type: T): readonly Extract<FlowMessage, { type: T }>[] {
    return this.sent.flatMap(({ pea: to, message }) =>
      to === pea && message.type === type ? [message as Extract<FlowMessage, { type: T }>] : [],
    )
  }

  /** Everything that happened to a Pea, as `type incarnation`. */
  historyOf(pea: string): readonly string[] {
    return this.events.flatMap((event) => {
      if (!('pea' in event) || event.pea !== pea) return []
      return [`${event.type}${'incarnation' in event ? ` ${event.incarnation}` : ''}`]
    })
  }

  async #launch(spec: PeaSpec, { signal }: LaunchOptions = {}): Promise<PeaHandle> {
    await Promise.resolve()
    signal?.throwIfAborted()
    const failure = this.#options.failLaunch?.(spec)
    if (failure !== undefined) throw failure
    const process = new FakeProcess(spec)
    this.processes.push(process)
    signal?.addEventListener('abort', () => process.exit(null, 'SIGKILL'))
    if (!this.#options.isSilent?.(spec)) this.#bind(spec.id, spec.incarnation)
    return process
  }

  #bind(id: string, incarnation: number): void {
    const plan = this.supervisor.peas.get(id)?.plan
    this.#open.set(id, new Map())
    if (plan !== undefined) queueMicrotask(() => this.report(this.#openPorts(id, incarnation, plan)))
  }

  /** Opens the ports that are not open yet, and closes those that are no longer needed. */
  #openPorts(pea: string, incarnation: number, { inputs, outputs }: Pick<PeaSpec, 'inputs' | 'outputs'>): PeaMessage {
    const before = this.#open.get(pea)
    const open = new Map<string, number>()
    const ports = [...inputs, ...outputs].map((socket) => {
      if (socket.mode !== 'BIND') return 0
      const port = before?.get(keyOf(socket)) ?? this.#nextPort++
      open.set(keyOf(socket), port)
      return port
    })
    this.#open.set(pea, open)
    this.ports.set(pea, ports)
    return { type: 'bound', pea, incarnation, protocol: PROTOCOL, ports, proof: NO_PROOF }
  }

  #onSend(pea: string, message: FlowMessage): void {
    this.sent.push({ pea, message })
    if (message.type === 'wire') this.closedPorts.push(...this.#closedPortsOf(message))
    if (this.#options.ignores?.(pea, message)) return
    for (const answer of this.#answer(pea, message)) queueMicrotask(() => this.report(answer))
  }

  #closedPortsOf({ inputs, outputs }: Pick<PeaSpec, 'inputs' | 'outputs'>): readonly number[] {
    const dialled = [...inputs, ...outputs].filter(({ mode, port }) => mode === 'CONNECT' && port !== 0)
    const isOpen = (port: number, peers: readonly string[]) =>
      peers.some((peer) => this.ports.get(peer)?.includes(port))
    return dialled.flatMap(({ port, peers }) => (isOpen(port, peers) ? [] : port))
  }

  #answer(pea: string, message: FlowMessage): readonly PeaMessage[] {
    const incarnation = this.supervisor.peas.get(pea)?.state.incarnation ?? 0
    if (message.type === 'wire') {
      const before = this.#open.get(pea) ?? new Map()
      const bound = this.#openPorts(pea, incarnation, message)
      const isNew = [...(this.#open.get(pea)?.keys() ?? [])].some((key) => !before.has(key))
      const ready = { type: 'ready', pea, incarnation } as const
      return isNew ? [bound, ready] : [ready]
    }
    if (message.type === 'drain') return [{ type: 'idle', pea }]
    if (message.type === 'leaving') return [{ type: 'left', pea, peer: message.peer }]
    if (message.type === 'pause') return [{ type: 'paused', pea, to: message.to }]
    if (message.type !== 'ping') return []
    const known = { flow: 'test', protocol: PROTOCOL, state: 'ready', held: 0, dropped: 0, uptime: 1 } as const
    return [{ type: 'status', status: { pea, served: this.served, ...known } }]
  }
}

function keyOf(socket: InputPlan | OutputPlan): string {
  return 'from' in socket ? `from ${socket.from}` : `to ${socket.to}`
}

/** Lets everything happen that needs no clock. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 6; round++) await new Promise((resolve) => setImmediate(resolve))
}
