import { randomBytes } from 'node:crypto'
import { FlowError } from '@peaflow/core'

/** Bytes of every key and secret. */
export const KEY_BYTES = 32

/** A key that was read: that of a Flow, or that of one of its Pods. */
export type Key = FlowKey | PodKey

/** The key of a Flow. Every other key and proof of the Flow is derived from it. */
export interface FlowKey {
  readonly kind: 'flow'
  readonly bytes: Buffer
}

/** The key of one Pod of a Flow. It can enrol that Pod, and nothing else. */
export interface PodKey {
  readonly kind: 'pod'
  readonly pod: string
  readonly bytes: Buffer
}

const FLOW_KEY = /^peaflow-key-1:([A-Za-z0-9_-]{43})\n?$/
const POD_KEY = /^peaflow-pod-key-1:([A-Za-z_][A-Za-z0-9_-]*):([A-Za-z0-9_-]{43})\n?$/

/** A new key of a Flow: 256 random bits. */
export function newFlowKey(): FlowKey {
  return { kind: 'flow', bytes: randomBytes(KEY_BYTES) }
}

/** A key as one line of text, without its line break. */
export function formatKey(key: Key): string {
  const text = key.bytes.toString('base64url')
  return key.kind === 'flow' ? `peaflow-key-1:${text}` : `peaflow-pod-key-1:${key.pod}:${text}`
}

/**
 * Reads a key that {@link formatKey} wrote, with or without a line break.
 *
 * @param source - where the text is from, for the error
 * @throws FlowError `CONFIG_KEY` if it is not a key. The error does not quote the text.
 */
export function parseKey(text: string, source: string): Key {
  const flow = toBytes(FLOW_KEY.exec(text)?.[1])
  if (flow !== undefined) return { kind: 'flow', bytes: flow }
  const [, pod, encoded] = POD_KEY.exec(text) ?? []
  const bytes = toBytes(encoded)
  if (pod !== undefined && bytes !== undefined) return { kind: 'pod', pod, bytes }
  throw new FlowError('CONFIG_KEY', `${source} is not a key`, {
    hint: 'peaflow key > flow.key writes one: a single line that begins with peaflow-key-1: or peaflow-pod-key-1:',
  })
}

/** `undefined` unless the text is the only one for its bytes: the last digit has two bits to spare. */
function toBytes(encoded: string | undefined): Buffer | undefined {
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64url')
  return bytes.toString('base64url') === encoded ? bytes : undefined
}
