import { randomBytes } from 'node:crypto'
import type { PeaSpec } from '@peaflow/core'
import { deriveLinkSecret, derivePeaKey, newFlowKey, type PeaMessage, withProofs } from '@peaflow/protocol'
import type { PeaEnd, PeaUnderTest, WireSubject } from '../subject/subject.ts'
import { After } from './after.ts'
import { Before } from './before.ts'
import { FlowEnd } from './flow-end.ts'
import { AFTER, beforeOf, outputTo, PEA, type SceneOptions, specOf } from './spec.ts'
import type { Tamper } from './tamper.ts'
import { Watch } from './watch.ts'

/** Milliseconds that each step may take, by default. */
const STEP_TIMEOUT = 20_000

/** A Pea under test in a Flow that a case plays: the Flow itself, the Peas that send to it, and one that receives from it. */
export class Scene {
  readonly flowId = randomBytes(8).toString('hex')
  readonly keys = { flow: newFlowKey(), salt: randomBytes(16) }
  readonly watch: Watch
  readonly flow: FlowEnd
  readonly befores: readonly Before[]
  readonly after: After
  end: PeaEnd | undefined
  readonly #options: SceneOptions
  #spec: PeaSpec | undefined
  #pea: PeaUnderTest | undefined

  /** Opens the ends of the Flow, and launches the Pea. */
  static async open(subject: WireSubject, tamper: Tamper, options: SceneOptions): Promise<Scene> {
    const scene = new Scene(subject, tamper, options)
    await scene.#open(subject, tamper)
    return scene
  }

  private constructor({ timeout = STEP_TIMEOUT }: WireSubject, tamper: Tamper, options: SceneOptions) {
    this.#options = options
    this.watch = new Watch(timeout)
    const { flowId, keys, watch } = this
    const disturbed = (frames: readonly Buffer[]) =>
      (this.#pea !== undefined && tamper.disturbed?.(frames, this.#pea)) || frames
    const { reported = (message) => [message], asked = (message) => [message] } = tamper
    this.flow = new FlowEnd({ flowId, reported, asked, disturbed, notify: watch.notify })
    const shared = { flowId: Buffer.from(flowId, 'hex'), watch, tamper, disturbed }
    const requests = { next: 0 }
    this.befores = Array.from({ length: options.edges ?? 1 }, (_, edge) => {
      const secret = deriveLinkSecret(keys, { dialler: beforeOf(edge), binder: PEA, edge, sends: true })
      const port = () => this.flow.all('bound').at(-1)?.ports[edge] ?? 0
      return new Before({ ...shared, pea: beforeOf(edge), edge, secret }, port, requests)
    })
    const secret = deriveLinkSecret(keys, { dialler: PEA, binder: AFTER, edge: 0, sends: true })
    this.after = new After({ ...shared, pea: AFTER, edge: 0, secret })
  }

  async #open(subject: WireSubject, tamper: Tamper): Promise<void> {
    await Promise.all([this.flow.open(), this.after.open()])
    const key = derivePeaKey(this.keys, PEA, 1).toString('hex')
    const facts = { flowId: this.flowId, key, controlPort: this.flow.port, uses: subject.uses }
    this.#spec = specOf(facts, this.#options)
    this.#pea = subject.launch(this.#spec)
    void this.#pea.ended.then((end) => {
      this.end = tamper.ended?.(end) ?? end
      const { code, output } = this.end
      this.watch.end(new Error(`the Pea has ended with code ${code}${output === '' ? '' : `\n${output}`}`))
    })
  }

  /** The Pea that sends to it, if there is one. */
  get before(): Before {
    return this.befores[0] as Before
  }

  /** Resolves with the first message of a type. */
  async message<T extends PeaMessage['type']>(type: T, from = 0): Promise<Extract<PeaMessage, { type: T }>> {
    return await this.watch.until(`message "${type}" to its Flow`, () => this.flow.all(type)[from])
  }

  /** Sends the Pea its sockets. */
  wire(): void {
    const { inputs = [] } = this.#spec ?? {}
    const outputs = [outputTo(this.after.port, this.#options.retries ?? 1)]
    this.flow.send({ type: 'wire', ...withProofs({ inputs, outputs }, { id: PEA, incarnation: 1 }, this.keys) })
  }

  /** Brings the Pea to life: until it is ready, and gives credit. */
  async start(): Promise<void> {
    await this.message('bound')
    this.wire()
    for (const before of this.befores) await before.connect()
    await this.message('ready')
    await this.watch.until('credit', () => (this.befores.every(({ limit }) => limit > 0) ? true : undefined))
  }

  /** Sends a request, and resolves with what the Pea makes of it. */
  async answer(...fields: Parameters<Before['request']>) {
    const { request } = await this.before.request(...fields)
    return await this.watch.until('result of a request', () => this.after.of({ request })[0])
  }

  /** Resolves once the Pea has answered a ping: what was sent to it on the control channel before has been read. */
  async ping() {
    const before = this.flow.all('status').length
    this.flow.send({ type: 'ping' })
    const { status } = await this.message('status', before)
    return status
  }

  /** Asks the Pea to end, as SIGTERM does. */
  terminate(): void {
    this.#pea?.terminate()
  }

  /** How the Pea ends, which may take longer than another step. */
  async exit(timeout?: number): Promise<PeaEnd> {
    return await this.watch.until('end of the Pea', () => this.end, timeout)
  }

  /** Which rule of the protocol the Pea has broken. */
  get violation(): string | undefined {
    return [this.flow, ...this.befores, this.after].map(({ violation }) => violation).find((one) => one !== undefined)
  }

  /** Ends the Pea, and closes everything. */
  async close(): Promise<void> {
    this.#pea?.kill()
    await this.#pea?.ended
    for (const end of [this.flow, ...this.befores, this.after]) end.close()
  }
}
