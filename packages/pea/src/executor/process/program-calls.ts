import { FlowError } from '@peaflow/core'
import { readValues, toCause } from '@peaflow/protocol'
import { HandedPayload } from '../../document/handed-payload.ts'
import { encodePayload } from '../../document/payload.ts'
import { splitPayload } from '../../document/payload-layout.ts'
import { mergePayloads } from '../../merge/merge-payloads.ts'
import { asFlowError } from '../failure.ts'
import { type ExecutorBatch, type ExecutorCall, type PieceReceiver, WHOLE } from '../host.ts'
import { OpenCalls } from '../open-calls.ts'
import { BrokenProgram } from './broken.ts'
import { splitDocuments, toPayload, walkDocuments } from './documents.ts'
import type { FromProgram, ProgramError, ToProgram } from './messages.ts'

/** What is kept of a call that the program has been sent. */
interface SentPayloads {
  /** What its answer is if it brings no documents. */
  readonly payloads: readonly Uint8Array[]
  readonly parameters: Uint8Array
  /** How many documents each request of a batch has. */
  readonly counts: readonly number[] | undefined
  isStreamed: boolean
  /** Whether a piece has been handed on that is not taken yet. */
  hasUntaken: boolean
  /** Why it fails whatever the program answers: one of its pieces cannot be sent. */
  failure: FlowError | undefined
}

/** A message from the program about one of its calls. */
type FromCall = Extract<FromProgram, { readonly type: 'piece' | 'result' | 'error' }>

/** The open calls of a program, as messages to and from it. */
export class ProgramCalls {
  readonly #send: (message: ToProgram) => void
  readonly #calls = new OpenCalls<SentPayloads>()

  constructor(send: (message: ToProgram) => void) {
    this.#send = send
  }

  /** Whether a call runs on although it was aborted. */
  get hasAborted(): boolean {
    return this.#calls.hasAborted
  }

  /** As in `ExecutorHost`. */
  async call({ payloads, headers, piece, ...call }: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array> {
    const payload = mergePayloads(payloads.map(asBytes))
    const { count, documents, parameters } = splitPayload(payload)
    const answer = this.#open(call.id, { payloads: [payload], parameters, counts: undefined }, pieces)
    const sent = { ...call, documents: [documents], count, parameters, headers: readValues(headers), piece }
    this.#send({ type: 'call', call: sent })
    return (await answer)[0] as Uint8Array
  }

  /** As in `ExecutorHost`. */
  async callBatch({ payloads, ...call }: ExecutorBatch): Promise<readonly Uint8Array[]> {
    const split = payloads.map((payload) => splitPayload(payload))
    const counts = split.map(({ count }) => count)
    const parameters = split[0]?.parameters ?? new Uint8Array()
    const answer = this.#open(call.id, { payloads, parameters, counts })
    const documents = split.map((one) => one.documents)
    const count = counts.reduce((sum, one) => sum + one, 0)
    this.#send({ type: 'call', call: { ...call, documents, count, parameters, headers: {}, piece: WHOLE, counts } })
    return await answer
  }

  /** As in `ExecutorHost`. */
  abort(id: number, { code, message }: FlowError): void {
    if (this.#calls.abort(id)) this.#send({ type: 'cancel', id, code, message })
  }

  /**
   * The program answers a call, or streams its answer.
   *
   * @throws BrokenProgram if the call is not open, or its last piece is not taken yet.
   */
  onMessage(message: FromCall): void {
    const id = message.id ?? this.#calls.oldest
    const sent = id === undefined ? undefined : this.#calls.get(id)
    if (id === undefined || sent === undefined) throw new BrokenProgram(describeUnexpected(message))
    if (message.type === 'piece') this.#take(id, sent, message.documents)
    else this.#finish(id, sent, message)
  }

  #open(id: number, sent: Pick<SentPayloads, 'payloads' | 'parameters' | 'counts'>, pieces?: PieceReceiver) {
    return this.#calls.open(id, { ...sent, isStreamed: false, hasUntaken: false, failure: undefined }, pieces)
  }

  #finish(id: number, sent: SentPayloads, message: Exclude<FromCall, { readonly type: 'piece' }>): void {
    try {
      if (sent.failure !== undefined) throw sent.failure
      if (message.type === 'error') throw toCallError(message.error)
      this.#calls.resolve(id, toPayloads(sent, message.documents))
    } catch (error) {
      this.#calls.reject(id, asFlowError(error))
    }
  }

  #take(id: number, sent: SentPayloads, documents: Uint8Array): void {
    if (sent.hasUntaken) throw new BrokenProgram(`a piece of call ${id} before the one before it was taken`)
    try {
      if (sent.failure !== undefined) {
        this.#send({ type: 'taken', id })
        return
      }
      if (sent.counts !== undefined) throw streamsInBatch()
      const payload = toPayload(walkDocuments(documents), sent.parameters)
      if (!sent.isStreamed) this.#calls.begin(id)
      sent.isStreamed = true
      sent.hasUntaken = true
      void this.#handOn(id, sent, payload)
    } catch (error) {
      // The call is open until the program ends it: calls overlap only as far as its Pea allows.
      sent.failure = asFlowError(error)
      this.#send({ type: 'cancel', id, code: sent.failure.code, message: sent.failure.message })
    }
  }

  async #handOn(id: number, sent: SentPayloads, payload: Uint8Array): Promise<void> {
    await this.#calls.take(id, payload).catch(() => {}) // the request is over, which its Pea knows
    sent.hasUntaken = false
    this.#send({ type: 'taken', id })
  }
}

/** The payloads that a program has answered with. */
function toPayloads(sent: SentPayloads, documents: Uint8Array | undefined): readonly Uint8Array[] {
  const { payloads, parameters, counts, isStreamed } = sent
  if (documents === undefined && !isStreamed) return payloads
  const walked = walkDocuments(documents ?? NO_DOCUMENTS)
  return counts === undefined ? [toPayload(walked, parameters)] : splitDocuments(walked, { counts, parameters })
}

/** An encoded array without documents. */
const NO_DOCUMENTS = Buffer.from([0x90])

/** What a Pod of the same group hands on is not encoded. */
function asBytes(payload: Uint8Array): Uint8Array {
  return payload instanceof HandedPayload ? encodePayload(payload) : payload
}

function describeUnexpected({ type, id }: FromCall): string {
  return id === undefined
    ? `${ARTICLES[type]} while no call was open`
    : `${ARTICLES[type]} for call ${id}, which is not open`
}

const ARTICLES = { piece: 'a piece', result: 'a result', error: 'an error' } as const

function streamsInBatch(): FlowError {
  return new FlowError(
    'CONFIG_BATCH_GENERATOR',
    'the executor streams its answer, whose pieces belong to one request: it cannot be batched',
    { hint: 'Remove `batch`, or return all documents at once' },
  )
}

/** An error of a call. A code that is not about requests is not the program's to give. */
function toCallError({ code, message, hint, trace }: ProgramError): FlowError {
  const own = code !== undefined && /^REQUEST_[A-Z_]+$/.test(code) ? (code as `REQUEST_${string}`) : 'REQUEST_EXECUTOR'
  return new FlowError(own, message, { hint, cause: toCause({ message, stack: trace }) })
}
