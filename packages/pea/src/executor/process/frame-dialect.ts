import type { LogLevel } from '@peaflow/core'
import { decodeValue, encodeValue } from '../../document/codec.ts'
import { arrayHead } from '../../document/payload-layout.ts'
import { skipValues } from '../../document/skip-values.ts'
import { isMapping } from '../../document/value.ts'
import { BrokenProgram } from './broken.ts'
import { FrameReader, toFrame } from './frames.ts'
import { type Dialect, EXECUTOR_PROTOCOL, type FromProgram, type SentCall, type ToProgram } from './messages.ts'

/** The frames of the executor protocol: a length, then one MessagePack map. */
export function frameDialect(onMessage: (message: FromProgram) => void): Dialect {
  const reader = new FrameReader((frame) => onMessage(readMessage(frame)))
  return { encode: (message) => toFrame(encodeMessage(message)), push: (chunk) => reader.push(chunk) }
}

function encodeMessage(message: ToProgram): readonly Uint8Array[] {
  if (message.type === 'call') return encodeCall(message.call)
  if (message.type !== 'setup') return [encodeValue(message)]
  return [encodeValue({ type: 'setup', protocol: EXECUTOR_PROTOCOL, ...message.fields })]
}

const DOCUMENTS = Buffer.from(encodeValue('documents'))
const PARAMETERS = Buffer.from(encodeValue('parameters'))

/** Writes the documents and the parameters as they arrived. */
function encodeCall({ documents, count, parameters, timeLeft, ...rest }: SentCall): readonly Uint8Array[] {
  const plain = { type: 'call', ...rest, time_left: timeLeft }
  const fields = Object.values(plain).filter((value) => value !== undefined).length
  const head = Buffer.from([MAP_16, 0, fields + 2])
  const bytes = withoutMapHead(encodeValue(plain))
  return [head, bytes, DOCUMENTS, arrayHead(count), ...documents, PARAMETERS, parameters]
}

const MAP_16 = 0xde
const MAP_32 = 0xdf

function withoutMapHead(map: Uint8Array): Uint8Array {
  return map.subarray(map[0] === MAP_16 ? 3 : 1)
}

/**
 * Reads a message. Its documents stay encoded.
 *
 * @throws BrokenProgram if it is not a message of the protocol.
 */
export function readMessage(frame: Uint8Array): FromProgram {
  const fields = readFields(frame)
  const type = fields.get('type')
  const read = typeof type === 'string' ? READERS.get(type) : undefined
  if (read !== undefined) return read(fields)
  throw new BrokenProgram(type === undefined ? 'a message without a type' : `a message of the type ${show(type)}`)
}

type Fields = ReadonlyMap<string, unknown>

/** The fields of a message, decoded except for its documents. */
function readFields(frame: Uint8Array): Fields {
  const head = mapHead(frame)
  if (head === undefined) throw new BrokenProgram('a frame that is not a MessagePack map')
  const fields = new Map<string, unknown>()
  let at = head.start
  for (let index = 0; index < head.count; index += 1) {
    const keyEnd = skipValues(frame, at, 1)
    const end = keyEnd === undefined ? undefined : skipValues(frame, keyEnd, 1)
    if (keyEnd === undefined || end === undefined) throw new BrokenProgram('a frame that is not valid MessagePack')
    const key = decode(frame.subarray(at, keyEnd))
    const value = frame.subarray(keyEnd, end)
    if (typeof key === 'string') fields.set(key, key === 'documents' ? value : decode(value))
    at = end
  }
  if (at === frame.length) return fields
  throw new BrokenProgram(`a frame with ${frame.length - at} bytes behind its map`)
}

/** How many entries a map has, and where the first one begins. */
function mapHead(frame: Uint8Array): { readonly count: number; readonly start: number } | undefined {
  const head = frame[0] ?? 0
  if (head >= 0x80 && head < 0x90) return { count: head & 0x0f, start: 1 }
  const width = head === MAP_16 ? 2 : 4
  if ((head !== MAP_16 && head !== MAP_32) || frame.length <= width) return undefined
  return { count: Buffer.from(frame.subarray(1, 1 + width)).readUIntBE(0, width), start: 1 + width }
}

function decode(bytes: Uint8Array): unknown {
  try {
    return decodeValue(bytes)
  } catch (cause) {
    throw new BrokenProgram('a frame that is not valid MessagePack', { cause })
  }
}

const READERS: ReadonlyMap<string, (fields: Fields) => FromProgram> = new Map([
  ['ready', readReady],
  ['piece', (fields) => ({ type: 'piece', id: idOf(fields), documents: documentsOf(fields) ?? EMPTY })],
  ['result', (fields) => ({ type: 'result', id: idOf(fields), documents: documentsOf(fields) })],
  ['error', readError],
  ['log', readLog],
] as const)

/** No documents. */
const EMPTY = Buffer.from([0x90])

function readReady(fields: Fields): FromProgram {
  const protocol = fields.get('protocol')
  if (protocol !== EXECUTOR_PROTOCOL)
    throw new BrokenProgram(`version ${show(protocol)} of the protocol, where ${EXECUTOR_PROTOCOL} is expected`)
  const endpoints = fields.get('endpoints')
  return { type: 'ready', endpoints: isMapping(endpoints) ? endpoints : undefined }
}

function readError(fields: Fields): FromProgram {
  const message = textOf(fields, 'message') ?? 'it failed, and did not say why'
  const error = { message, code: textOf(fields, 'code'), trace: textOf(fields, 'trace'), hint: textOf(fields, 'hint') }
  const id = fields.get('id')
  return { type: 'error', id: id === undefined || id === null ? undefined : idOf(fields), error }
}

const LEVELS: ReadonlySet<unknown> = new Set<LogLevel>(['debug', 'info', 'warn', 'error'])

function readLog(fields: Fields): FromProgram {
  const level = fields.get('level')
  return {
    type: 'log',
    level: LEVELS.has(level) ? (level as LogLevel) : 'info',
    message: textOf(fields, 'message') ?? '',
  }
}

function idOf(fields: Fields): number {
  const id = fields.get('id')
  if (Number.isSafeInteger(id)) return id as number
  throw new BrokenProgram(`a ${show(fields.get('type'))} whose id is ${show(id)}`)
}

/** The documents that were sent; nil counts as none. */
function documentsOf(fields: Fields): Uint8Array | undefined {
  const documents = fields.get('documents') as Uint8Array | undefined
  return documents === undefined || documents[0] === NIL ? undefined : documents
}

const NIL = 0xc0

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields.get(name)
  return typeof value === 'string' ? value : undefined
}

function show(value: unknown): string {
  return (typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, 60)
}
