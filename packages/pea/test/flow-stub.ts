import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Executor, type InputPlan, type OutputPlan, type PeaSpec, toPeaArgs } from '@peaflow/core'
import { Router } from 'zeromq'
import { decodeControl, encodeControl } from '../src/control/codec.ts'
import type { FlowMessage, PeaMessage } from '../src/control/messages.ts'
import type { GatewayEvents, GatewayLinks } from '../src/gateway/links.ts'
import { openGatewayLinks } from '../src/gateway/open-links.ts'
import { type OpenPea, openPea } from '../src/pea/open-pea.ts'

/** One link of a Flow under test: `from` gives to every one of `to`, over one socket that `binds`. */
export interface LinkOf extends Partial<Pick<OutputPlan, 'polling' | 'scheduling' | 'retries' | 'timeoutCall'>> {
  readonly from: string
  readonly to: readonly string[]
  /** Which end binds. */
  readonly binds?: 'from' | 'to'
  readonly edge?: number
}

export interface FlowOf {
  readonly peas: Readonly<Record<string, Partial<PeaSpec> & { readonly executor?: Executor }>>
  readonly links: readonly LinkOf[]
  /** Peas in child processes; in this one otherwise. */
  readonly isolated?: boolean
}

const FLOW_ID = '00112233aabbccdd'
const PROGRAM = fileURLToPath(new URL('../dist/pea.cjs', import.meta.url))
const podOf = (pea: string) => pea.split('/')[0] as string

/** A Flow's end of the control channel, and the Peas it launches: just enough of an engine for the tests of a Pea. */
export class FlowStub {
  readonly messages: PeaMessage[] = []
  readonly specs = new Map<string, PeaSpec>()
  readonly ports = new Map<string, readonly number[]>()
  readonly open = new Map<string, OpenPea>()
  readonly children = new Map<string, ChildProcess>()
  readonly lastLines = new Map<string, string>()
  links: GatewayLinks | undefined
  readonly #control = new Router({ linger: 0, mandatory: true, handover: true })
  readonly #names = new Map<string, Buffer>()
  readonly #waiters = new Set<() => void>()
  readonly #flow: FlowOf
  isClosed = false

  constructor(flow: FlowOf) {
    this.#flow = flow
  }

  async start(events: Partial<GatewayEvents> = {}): Promise<this> {
    await this.#control.bind('tcp://127.0.0.1:*')
    this.#read()
    const ids = ['gateway', ...Object.keys(this.#flow.peas)]
    for (const id of ids) this.specs.set(id, this.specOf(id, 1))
    await Promise.all(ids.map((id) => this.launch(id, events)))
    await Promise.all(ids.map((id) => this.ready(id)))
    return this
  }

  /** Resolves when the Pea of the latest launch said it is ready. */
  async ready(id: string): Promise<void> {
    const { incarnation } = this.specs.get(id) as PeaSpec
    await this.message((one) => one.type === 'ready' && one.pea === id && one.incarnation === incarnation)
  }

  async launch(id: string, events: Partial<GatewayEvents> = {}): Promise<void> {
    const spec = this.specs.get(id) as PeaSpec
    if (id === 'gateway') {
      const none = () => undefined
      this.links = await openGatewayLinks(spec, { onAnswer: none, onFailed: none, onRoom: none, ...events })
      return
    }
    const executor = this.#flow.peas[id]?.executor
    if (!this.#flow.isolated) {
      this.open.set(id, await openPea(spec, { executor }))
      return
    }
    const child = spawn(process.execPath, [PROGRAM, ...toPeaArgs(spec)], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.children.set(id, child)
    this.lastLines.set(id, '')
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => this.lastLines.set(id, `${this.lastLines.get(id)}${data}`))
    }
  }

  /** Launches a Pea again, as an engine would after it ended. */
  async relaunch(id: string, reason = 'killed'): Promise<void> {
    const { incarnation } = this.specs.get(id) as PeaSpec
    this.tellAll({ type: 'gone', peer: id, incarnation, reason })
    this.ports.delete(id)
    this.specs.set(id, this.specOf(id, incarnation + 1))
    await this.launch(id)
    await this.ready(id)
  }

  tell(id: string, message: FlowMessage): void {
    const name = this.#names.get(id)
    if (name) this.#control.send([name, encodeControl(FLOW_ID, message)]).catch(() => undefined)
  }

  tellAll(message: FlowMessage): void {
    for (const id of this.#names.keys()) this.tell(id, message)
  }

  /** The first message that answers to the test, once it is there. */
  async message(test: (message: PeaMessage) => boolean): Promise<PeaMessage> {
    for (;;) {
      const found = this.messages.find(test)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.#waiters.add(resolve)
      })
    }
  }

  async stop(): Promise<void> {
    await this.links?.close()
    await Promise.all([...this.open.values()].map((pea) => pea.stop()))
    const exits = [...this.children.values()].map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await exited
    })
    await Promise.all(exits)
    this.isClosed = true
    this.#control.close()
  }

  specOf(id: string, incarnation: number): PeaSpec {
    const { executor: _, ...own } = this.#flow.peas[id] ?? {}
    const [, name = ''] = id.split('/')
    const replicas = Object.keys(this.#flow.peas).filter(
      (other) => /^\d+$/.test(other.split('/')[1] ?? '') && podOf(other) === podOf(id),
    )
    const { inputs, outputs } = this.socketsOf(id)
    const [, port] = /:(\d+)$/.exec(this.#control.lastEndpoint ?? '') ?? []
    return {
      id,
      pod: podOf(id),
      role: id === 'gateway' ? 'gateway' : name === 'head' || name === 'tail' ? name : 'replica',
      replicaId: Number(name) || 0,
      replicas: Math.max(1, replicas.length),
      runtime: 'process',
      host: null,
      expects: inputs.length,
      uses: '_pass',
      with: {},
      concurrency: 1,
      timeoutReady: 10_000,
      restart: { policy: 'on_failure', max: 5, window: 60_000 },
      control: { mode: 'CONNECT', host: '127.0.0.1', port: Number(port) },
      flow: 'test',
      flowId: FLOW_ID,
      incarnation,
      directory: process.cwd(),
      inputs,
      outputs,
      ...own,
    }
  }

  socketsOf(id: string): { readonly inputs: readonly InputPlan[]; readonly outputs: readonly OutputPlan[] } {
    const inputs: InputPlan[] = []
    const outputs: OutputPlan[] = []
    for (const { from, to, binds = 'to', edge = 0, ...link } of this.#flow.links) {
      const { polling = 'any', scheduling = 'load_balance', retries = 1, timeoutCall } = link
      const deal = { to: podOf(to[0] as string), edge, polling, scheduling, retries, timeoutCall }
      if (from === id && binds === 'from') outputs.push({ ...bind(to), ...deal })
      if (from === id && binds === 'to') {
        for (const peer of to) outputs.push({ ...dial(peer, this.#portOf(peer, { to: from, edge })), ...deal })
      }
      if (!to.includes(id)) continue
      const source = { from: podOf(from), edge }
      const shared = inputs.find((one) => one.mode === 'BIND' && one.edge === edge)
      if (binds === 'from') inputs.push({ ...dial(from, this.#portOf(from, { to: id, edge })), ...source })
      else if (shared) inputs.splice(inputs.indexOf(shared), 1, { ...shared, peers: [...shared.peers, from] })
      else inputs.push({ ...bind([from]), ...source })
    }
    return { inputs, outputs }
  }

  #portOf(binder: string, { to, edge }: { to: string; edge: number }): number {
    const ports = this.ports.get(binder)
    const spec = this.specs.get(binder)
    if (!ports || !spec) return 0
    const sockets = [...spec.inputs, ...spec.outputs]
    const index = sockets.findIndex((one) => one.mode === 'BIND' && one.edge === edge && one.peers.includes(to))
    return ports[index] ?? 0
  }

  async #read(): Promise<void> {
    while (!this.#control.closed) {
      const [name, frame] = await this.#control.receive().catch(() => [])
      const message = frame && (decodeControl(FLOW_ID, frame) as PeaMessage | undefined)
      if (!name || !message) continue
      this.messages.push(message)
      if (message.type === 'bound') this.#onBound(message, name)
      for (const wake of this.#waiters) wake()
      this.#waiters.clear()
    }
  }

  #onBound({ pea, ports }: PeaMessage & { type: 'bound' }, name: Buffer): void {
    this.#names.set(pea, name)
    this.ports.set(pea, ports)
    for (const id of this.#names.keys()) this.wire(id)
  }

  /** Tells a Pea its sockets as they are now. */
  wire(id: string): void {
    const before = JSON.stringify(this.#wired.get(id))
    const sockets = this.socketsOf(id)
    if (
      before === JSON.stringify(sockets) ||
      [...sockets.inputs, ...sockets.outputs].some((one) => one.mode === 'CONNECT' && one.port === 0)
    )
      return
    this.#wired.set(id, sockets)
    this.tell(id, { type: 'wire', ...sockets })
  }

  readonly #wired = new Map<string, unknown>()
}

const bind = (peers: readonly string[]) =>
  ({ pattern: 'ROUTER', mode: 'BIND', host: '127.0.0.1', port: 0, peers }) as const
const dial = (peer: string, port: number) =>
  ({ pattern: 'DEALER', mode: 'CONNECT', host: '127.0.0.1', port, peers: [peer] }) as const
