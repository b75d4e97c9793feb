import { type Document, FlowError, isFlowError } from '@peaflow/core'
import { decodePayload, outcomeOf } from '@peaflow/pea/internal'
import type { TappedMessage } from '@peaflow/protocol'

/** A copy of a message that passed a Pea. */
export interface Tapped extends Pick<TappedMessage, 'at' | 'request' | 'endpoint' | 'attempt' | 'shard' | 'shards'> {
  /** The id of the Pea. */
  readonly pea: string
  /** `undefined` if the message is an error, or truncated. */
  readonly documents?: readonly Document[] | undefined
  /** The parameters of the request; `undefined` where there are no documents. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** What failed the request, or why the documents cannot be read. */
  readonly error?: FlowError | undefined
  /** The bytes of the message were more than the tap takes: the copy has no content. */
  readonly truncated: boolean
  /** The bytes of the message. */
  readonly bytes: number
  /** How many messages passed this Pea since its last copy, and were not copied. */
  readonly skipped: number
  /** Which piece of a streamed answer it is. */
  readonly piece?: TappedMessage['piece']
}

/** A copy as users see it. */
export function toTapped(pea: string, { tap: _tap, error: isError, payload, ...about }: TappedMessage): Tapped {
  const content = payload === null ? {} : readContent(Buffer.from(payload, 'base64'), isError)
  return { pea, ...about, ...content, truncated: payload === null }
}

function readContent(payload: Buffer, isError: boolean): Pick<Tapped, 'documents' | 'parameters' | 'error'> {
  if (isError) return outcomeOf({ payloads: [payload], isError })
  try {
    return decodePayload(payload)
  } catch (error) {
    return { error: isFlowError(error) ? error : new FlowError('REQUEST_PAYLOAD', String(error), { cause: error }) }
  }
}
