import { encodeError, isEncodedError, pack, ReceivedMessage } from '@peaflow/protocol'

const NO_FLOW = Buffer.alloc(8)
const PACK_HEADER_BYTES = 12

/**
 * An ERROR as its next readers can understand it. If its payload is not an error in JSON, another one takes its place, which
 * names the Pea that sent it: further on, nobody could tell who broke the protocol.
 */
export function toReadableError(message: ReceivedMessage, from: string): ReceivedMessage {
  if (isEncodedError(message.payload)) return message
  const { type, seq, request, endpoint, timeLeft, attempt, tries, shard, shards, isUrgent, headers, piece, deadline } =
    message
  const payload = encodeError({
    code: 'REQUEST_FAILED',
    message: `"${from}" sent an error that breaks the protocol: its payload is not an error in JSON`,
    pod: from.slice(0, from.lastIndexOf('/')),
    pea: from,
  })
  const routing = { type, seq, request, endpoint, timeLeft, attempt, tries, shard, shards, isUrgent, headers, piece }
  const [frame = NO_FLOW] = pack(NO_FLOW, [{ ...routing, payload, payloadBytes: payload.length }])
  const record = { frame, from: PACK_HEADER_BYTES, to: frame.length, attachment: undefined }
  return new ReceivedMessage(record, deadline - timeLeft)
}
