import { createHmac } from 'node:crypto'
import type { PeaSpec } from '@peaflow/core'
import { Dealer } from 'zeromq'

type Wired<Sockets extends readonly unknown[]> = readonly (Sockets[number] & {
  readonly proof: string
  readonly welcome: string
})[]

const HELLO = 1
const WELCOME = 2
const DATA = 3
const ERROR = 4
const ACK = 5

/**
 * A Pea that passes messages on, written from docs/wire-protocol.md alone. It shares no line with the package, which shows
 * that the page says enough. It dials all of its peers, grants credit for eight messages, and handles no deaths.
 */
export class RawPea {
  readonly #spec: PeaSpec
  readonly #flowId: Buffer
  readonly #control = this.#dealer('control')
  #input: Dealer | undefined
  #output: Dealer | undefined
  readonly #queue: Buffer[] = []
  #welcomes = { input: '', output: '' }
  #isEstablished = { input: false, output: false }
  #received = 0
  #sent = 0
  #credit = 0
  #settled = 0

  /** Changes what the Pea sends, so that it breaks the protocol. */
  change: (record: Buffer) => void = () => undefined

  constructor(spec: PeaSpec) {
    this.#spec = spec
    this.#flowId = Buffer.from(spec.flowId, 'hex')
  }

  async open(): Promise<void> {
    const { id: pea, incarnation, inputs, outputs, control, key = '' } = this.#spec
    const proof = createHmac('sha256', Buffer.from(key, 'hex')).update('bound').digest('hex').slice(0, 32)
    this.#control.connect(`tcp://${control.host}:${control.port}`)
    const ports = [...inputs, ...outputs].map(() => 0)
    await this.#sendControl({ type: 'bound', pea, incarnation, protocol: 2, ports, proof })
    void this.#read(this.#control, ([frame]) => this.#onControl(JSON.parse(String(frame?.subarray(12)))))
  }

  close(): void {
    for (const socket of [this.#control, this.#input, this.#output]) socket?.close()
  }

  #dealer(name: string): Dealer {
    return new Dealer({ routingId: `raw ${name} ${Math.random()}`, sendTimeout: 0, linger: 500 })
  }

  async #sendControl(message: object): Promise<void> {
    const magic = Buffer.from([0x50, 0x45, 0x43, 2])
    await this.#control.send(Buffer.concat([magic, this.#flowId, Buffer.from(JSON.stringify(message))]))
  }

  #onControl(message: { type: string; inputs: Wired<PeaSpec['inputs']>; outputs: Wired<PeaSpec['outputs']> }): void {
    const [input] = message.inputs ?? []
    const [output] = message.outputs ?? []
    if (message.type !== 'wire' || !input || !output) return
    this.#welcomes = { input: input.welcome, output: output.welcome }
    this.#input = this.#dealer('input')
    this.#output = this.#dealer('output')
    this.#input.connect(`tcp://127.0.0.1:${input.port}`)
    this.#output.connect(`tcp://127.0.0.1:${output.port}`)
    this.#send(this.#input, [this.#hello(input, false)])
    this.#send(this.#output, [this.#hello(output, true)])
    void this.#read(this.#input, (frames) => this.#onInput(frames))
    void this.#read(this.#output, (frames) => this.#onOutput(frames))
  }

  #onInput(frames: readonly Buffer[]): void {
    const attachments = frames.slice(1)
    for (const record of recordsOf(frames[0] as Buffer)) {
      const type = record[4]
      if (type === WELCOME) this.#onWelcome('input', record)
      if (type !== DATA && type !== ERROR) continue
      const message = Buffer.from(record)
      message.writeUIntLE(this.#received, 14, 6)
      this.#received += 1
      this.#queue.push(message)
      if ((message[5] as number) & 1) this.#attachments.set(message, attachments.shift() as Buffer)
    }
    this.#pump()
  }

  readonly #attachments = new Map<Buffer, Buffer>()

  #onOutput([frame]: readonly Buffer[]): void {
    for (const record of recordsOf(frame as Buffer)) {
      if (record[4] === WELCOME) this.#onWelcome('output', record)
      if (record[4] !== ACK) continue
      this.#credit = record.readUIntLE(16, 6)
      this.#settled = record.readUIntLE(10, 6)
    }
    this.#pump()
  }

  #onWelcome(side: 'input' | 'output', record: Buffer): void {
    if (record.toString('hex', 30, 46) !== this.#welcomes[side]) throw new Error('a WELCOME without its proof')
    this.#isEstablished = { ...this.#isEstablished, [side]: true }
    if (!this.#isEstablished.input || !this.#isEstablished.output) return
    const { id: pea, incarnation } = this.#spec
    void this.#sendControl({ type: 'ready', pea, incarnation })
  }

  #pump(): void {
    for (; this.#sent < Math.min(this.#received, this.#credit); this.#sent += 1) {
      const message = this.#queue.shift() as Buffer
      const attachment = this.#attachments.get(message)
      this.#attachments.delete(message)
      this.change(message)
      this.#send(this.#output as Dealer, [message], attachment ? [attachment] : [])
    }
    if (this.#isEstablished.input) this.#send(this.#input as Dealer, [this.#ack()])
  }

  #hello({ edge, proof }: Wired<PeaSpec['inputs' | 'outputs']>[number], sends: boolean): Buffer {
    const record = Buffer.alloc(46 + this.#spec.id.length)
    record.writeUInt32LE(record.length, 0)
    record[4] = HELLO
    record[5] = sends ? 1 : 0
    record.writeUInt16LE(edge, 6)
    record.writeUInt32LE(this.#spec.incarnation, 8)
    record.writeUInt32LE(sends ? 1 : 2, 12)
    record.write(proof, 30, 'hex')
    record.write(this.#spec.id, 46)
    return record
  }

  #ack(): Buffer {
    const record = Buffer.alloc(28)
    record.writeUInt32LE(record.length, 0)
    record[4] = ACK
    record.writeUIntLE(this.#received, 10, 6)
    record.writeUIntLE(this.#sent + 8, 16, 6)
    record.writeUIntLE(this.#settled, 22, 6)
    return record
  }

  #send(socket: Dealer, records: readonly Buffer[], attachments: readonly Buffer[] = []): void {
    const magic = Buffer.from([0x50, 0x45, 0x41, 2])
    if (socket.closed) return
    void socket.send([Buffer.concat([magic, this.#flowId, ...records]), ...attachments])
  }

  async #read(socket: Dealer, onFrames: (frames: Buffer[]) => void): Promise<void> {
    for await (const frames of socket) onFrames(frames)
  }
}

function recordsOf(frame: Buffer): Buffer[] {
  const records: Buffer[] = []
  for (let at = 12; at < frame.length; at += frame.readUInt32LE(at)) {
    records.push(frame.subarray(at, at + frame.readUInt32LE(at)))
  }
  return records
}
