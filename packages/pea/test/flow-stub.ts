import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type PeaSpec, toPeaArgs } from '@peaflow/core'
import { decodeControl, encodeControl, type FlowMessage, type PeaMessage } from '@peaflow/protocol'
import { Router } from 'zeromq'
import type { GatewayEvents, GatewayLinks } from '../src/gateway/links.ts'
import { openGatewayLinks } from '../src/gateway/open-links.ts'
import type { OpenPea } from '../src/pea/pea-options.ts'
import { openPea } from '../src/program/open-pea.ts'
import { peaNodeOptions } from '../src/program/path.ts'
import { FLOW_ID, type FlowOf, type PortWanted, socketsOf, specOf } from './flow-spec.ts'
import { withProofs } from './proofs.ts'

const PROGRAM = fileURLToPath(new URL('../dist/pea.cjs', import.meta.url))

/** What a test's gateway is closed by. */
interface Closable {
  close(): Promise<void>
}

/** A Flow's end of the control channel, and the Peas it launches: just enough of an engine for the tests of a Pea. */
export class FlowStub {
  readonly messages: PeaMessage[] = []
  readonly specs = new Map<string, PeaSpec>()
  readonly open = new Map<string, OpenPea>()
  readonly children = new Map<string, ChildProcess>()
  readonly output = new Map<string, string>()
  /** The gateway's links, unless the test opens a gateway of its own. */
  links: GatewayLinks | undefined
  #gateway: Closable | undefined
  readonly #control = new Router({ linger: 0, mandatory: true, handover: true })
  readonly #names = new Map<string, Buffer>()
  readonly #ports = new Map<string, readonly number[]>()
  readonly #wired = new Map<string, string>()
  readonly #waiters = new Set<() => void>()
  #flow: FlowOf

  constructor(flow: FlowOf) {
    this.#flow = flow
  }

  /** Opens the gateway and the Peas. Resolves once all are ready. */
  async start(events: Partial<GatewayEvents> = {}): Promise<this> {
    return await this.startWith(async (spec) => {
      const none = () => undefined
      this.links = await openGatewayLinks(spec, { onAnswer: none, onFailed: none, onRoom: none, ...events })
      return this.links
    })
  }

  /** Like `start`, with a gateway that the test opens. */
  async startWith(openGateway: (spec: PeaSpec) => Promise<Closable>): Promise<this> {
    await this.#control.bind('tcp://127.0.0.1:*')
    this.#read()
    const ids = ['gateway', ...Object.keys(this.#flow.peas)]
    for (const id of ids) this.specs.set(id, specOf(this.#flow, id, this.#port))
    this.#gateway = await openGateway(this.specs.get('gateway') as PeaSpec)
    await Promise.all(ids.slice(1).map((id) => this.launch(id)))
    await Promise.all(ids.map((id) => this.ready(id)))
    return this
  }

  /** Resolves once the latest launch of a Pea has reported that it is ready. */
  async ready(id: string): Promise<void> {
    const { incarnation } = this.specs.get(id) as PeaSpec
    await this.message((one) => one.type === 'ready' && one.pea === id && one.incarnation === incarnation)
  }

  async launch(id: string): Promise<void> {
    const spec = this.specs.get(id) as PeaSpec
    if (!this.#flow.isolated) {
      const { executor, hostOf } = this.#flow.peas[id] ?? {}
      this.open.set(id, await openPea(spec, { executor, host: hostOf?.(spec) }))
      return
    }
    const child = spawn(process.execPath, [...peaNodeOptions, PROGRAM, ...toPeaArgs(spec)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.children.set(id, child)
    this.output.set(id, '')
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => this.output.set(id, `${this.output.get(id)}${data}`))
    }
  }

  /** Resolves once a Pea's process has ended. */
  async exit(id: string): Promise<void> {
    const child = this.children.get(id)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await new Promise((resolve) => child.once('exit', resolve))
  }

  /** Launches a Pea again, as an engine does after it ended, and waits until it is ready. */
  async relaunch(id: string, reason = 'killed'): Promise<void> {
    await this.launchAgain(id, reason)
    await this.ready(id)
  }

  /** Launches a Pea again, which may end before it is ready. */
  async launchAgain(id: string, reason = 'killed'): Promise<void> {
    const spec = this.specs.get(id) as PeaSpec
    this.sendAll({ type: 'gone', peer: id, incarnation: spec.incarnation, reason })
    this.#ports.delete(id)
    this.#wired.delete(id)
    this.specs.set(id, { ...spec, ...socketsOf(this.#flow, id, () => 0), incarnation: spec.incarnation + 1 })
    await this.launch(id)
  }

  /** Changes the Flow as scaling does: launches the Peas that are new, and sends every Pea its sockets. */
  async become(flow: FlowOf): Promise<void> {
    const before = this.#flow
    this.#flow = flow
    const added = Object.keys(flow.peas).filter((id) => !(id in before.peas))
    for (const id of added) this.specs.set(id, specOf(flow, id, this.#port))
    for (const id of this.#names.keys()) this.wire(id)
    await Promise.all(added.map((id) => this.launch(id)))
    await Promise.all(added.map((id) => this.ready(id)))
  }

  send(id: string, message: FlowMessage): void {
    const name = this.#names.get(id)
    if (name) this.#control.send([name, encodeControl(FLOW_ID, message)]).catch(() => undefined)
  }

  sendAll(message: FlowMessage): void {
    for (const id of this.#names.keys()) this.send(id, message)
  }

  /** The first message that passes the test, once it has arrived. */
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
    await this.#gateway?.close()
    // No Pea accepts the requests that they still hold.
    await Promise.all([...this.open.values()].map((pea) => pea.kill()))
    for (const child of this.children.values()) child.kill('SIGTERM')
    await Promise.all([...this.children.keys()].map((id) => this.exit(id)))
    this.#control.close()
  }

  /** Sends a Pea its sockets, if the ports that it dials are known and anything has changed. */
  wire(id: string): void {
    const sockets = socketsOf(this.#flow, id, (at, peer) => this.#portOf(at, peer))
    const text = JSON.stringify(sockets)
    const isKnown = [...sockets.inputs, ...sockets.outputs].every(({ mode, port }) => mode === 'BIND' || port > 0)
    // A Pea that binds needs the secrets of its links before the first peer dials it.
    const isDialled =
      !this.#wired.has(id) && [...sockets.inputs, ...sockets.outputs].some(({ mode }) => mode === 'BIND')
    if ((!isKnown && !isDialled) || this.#wired.get(id) === text) return
    this.#wired.set(id, text)
    const { incarnation } = this.specs.get(id) as PeaSpec
    this.send(id, { type: 'wire', ...withProofs(sockets, { id, incarnation }) })
  }

  get #port(): number {
    return Number(/:(\d+)$/.exec(this.#control.lastEndpoint ?? '')?.[1])
  }

  #portOf(at: string, { id, edge, side }: PortWanted): number {
    const sockets = socketsOf(this.#flow, at, () => 0)
    const index = sockets[side].findIndex((one) => one.mode === 'BIND' && one.edge === edge && one.peers.includes(id))
    const port = this.#ports.get(at)?.[side === 'inputs' ? index : index + sockets.inputs.length] ?? 0
    return port > 0 && this.#flow.detour ? this.#flow.detour(port) : port
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
    this.#ports.set(pea, ports)
    for (const id of this.#names.keys()) this.wire(id)
  }
}
