import { FLOW_ID_BYTES, PROTOCOL } from '../wire/protocol.ts'
import type { FlowMessage, PeaMessage } from './messages.ts'
import { explainMessage, isControlMessage } from './validate.ts'

/** The first bytes of a control frame: `PEC` and the version of the protocol. */
const MAGIC = Buffer.from([0x50, 0x45, 0x43, PROTOCOL])

/** The first bytes of the magic, which all versions share. */
const NAME_BYTES = 3

/** The most bytes of a control frame. The plan of a Pea with 20,000 neighbours takes a quarter of it. */
const MAX_BYTES = 16 * 1024 * 1024

const HEADER_BYTES = MAGIC.length + FLOW_ID_BYTES

/** The flow id of a sender that does not belong to a Flow, like one that pings. */
export const NO_FLOW = '00'.repeat(FLOW_ID_BYTES)

/** One frame of the control channel: magic, flow id, then the message as JSON. */
export function encodeControl(flowId: string, message: PeaMessage | FlowMessage): Buffer {
  return Buffer.concat([MAGIC, Buffer.from(flowId, 'hex'), Buffer.from(JSON.stringify(message))])
}

/**
 * The message of a control frame; `undefined` if the frame is malformed or does not belong to this Flow.
 *
 * @param flowId - `undefined` accepts frames of every Flow
 */
export function decodeControl(flowId: string | undefined, frame: Uint8Array): PeaMessage | FlowMessage | undefined {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
  if (bytes.length <= HEADER_BYTES || bytes.length > MAX_BYTES) return undefined
  if (bytes.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) return undefined
  if (flowId !== undefined && bytes.toString('hex', MAGIC.length, HEADER_BYTES) !== flowId) return undefined
  try {
    const message: unknown = JSON.parse(bytes.toString('utf8', HEADER_BYTES))
    return isControlMessage(message) ? message : undefined
  } catch {
    return undefined
  }
}

/** Which rule a frame breaks that {@link decodeControl} refused. It quotes nothing of the frame but the name of a field. */
export function explainControl(flowId: string | undefined, frame: Uint8Array): string {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
  if (bytes.length > MAX_BYTES) return `a control frame of more than ${MAX_BYTES} bytes`
  if (bytes.length <= HEADER_BYTES || MAGIC.compare(bytes, 0, NAME_BYTES, 0, NAME_BYTES) !== 0)
    return 'it is not a control frame'
  if (isFromOtherVersion(frame)) return `version ${versionOf(frame)} of the protocol, not ${PROTOCOL}`
  if (flowId !== undefined && flowIdOf(frame) !== flowId) return 'it belongs to another Flow'
  try {
    return explainMessage(JSON.parse(bytes.toString('utf8', HEADER_BYTES)))
  } catch {
    return 'a control message that is not JSON'
  }
}

/** Whether a frame is a control frame of another version of the protocol. */
export function isFromOtherVersion(frame: Uint8Array): boolean {
  const isControl = frame.length > NAME_BYTES && MAGIC.compare(frame, 0, NAME_BYTES, 0, NAME_BYTES) === 0
  return isControl && versionOf(frame) !== PROTOCOL
}

/** The version of the protocol of a control frame. */
export function versionOf(frame: Uint8Array): number {
  return frame[NAME_BYTES] ?? 0
}

/** The flow id of a control frame, as hexadecimal digits. */
export function flowIdOf(frame: Uint8Array): string {
  return Buffer.from(frame.subarray(MAGIC.length, HEADER_BYTES)).toString('hex')
}
