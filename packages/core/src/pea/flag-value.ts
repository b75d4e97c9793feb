import { parseDuration } from '../duration.ts'
import { FlowError } from '../error.ts'
import { nearest } from '../nearest.ts'
import { isExecPlan } from '../plan/uses.ts'
import type { FlagKind } from './flag.ts'
import type { Address } from './flags.ts'
import { isStage } from './stage.ts'

/** A flag as the user typed it. */
export interface TypedFlag {
  readonly name: string
  /** `undefined` if no value follows. */
  readonly text: string | undefined
}

interface Kind {
  /** The expected value, for the hint. */
  readonly expected: string
  /** Returns `undefined` if the string is not valid. */
  readonly read: (text: string) => unknown
  readonly write: (value: unknown) => string
}

/** The fields that inputs and outputs have in common. */
const SOCKET = {
  pattern: (value) => value === 'ROUTER' || value === 'DEALER',
  mode: (value) => value === 'BIND' || value === 'CONNECT',
  host: (value) => typeof value === 'string',
  port: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535,
  edge: (value) => typeof value === 'number',
  peers: Array.isArray,
} as const satisfies Record<string, (value: unknown) => boolean>

/** The fields that a socket may lack. */
const OPTIONAL = {
  transport: (value) => value === 'unix' || value === 'both',
  path: (value) => typeof value === 'string',
} as const satisfies Record<string, (value: unknown) => boolean>

const KINDS = {
  text: { expected: 'a string', read: (text) => text, write: String },
  count: { expected: 'a number such as 3', read: readCount, write: String },
  duration: { expected: 'a time such as 500ms, 30s or 5m', read: parseDuration, write: String },
  address: { expected: 'an address such as 127.0.0.1:5000', read: readAddress, write: writeAddress },
  json: { expected: 'a JSON object', read: readObject, write: (value) => JSON.stringify(value) },
  socket: {
    expected: `a JSON object with ${Object.keys(SOCKET).join(', ')}`,
    read: readSocket,
    write: (value) => JSON.stringify(value),
  },
  stage: {
    expected: 'a JSON object with pod, uses, with and concurrency',
    read: readStage,
    write: (value) => JSON.stringify(value),
  },
  exec: {
    expected: 'a JSON object with command and protocol',
    read: readExec,
    write: (value) => JSON.stringify(value),
  },
} as const satisfies Record<string, Kind>

/** Formats the value of a flag. */
export function writeFlag(kind: Exclude<FlagKind, 'switch'>, value: unknown): string {
  return typeof kind === 'string' ? KINDS[kind].write(value) : String(value)
}

/**
 * Parses the value of a flag.
 *
 * @throws FlowError `CONFIG_FLAG_VALUE`, naming the flag.
 */
export function readFlag(kind: FlagKind, { name, text }: TypedFlag): unknown {
  if (kind === 'switch') return readSwitch({ name, text })
  if (text === undefined) throw new FlowError('CONFIG_FLAG_VALUE', `${name} needs a value`, { hint: hintOf(kind, '') })
  const value = typeof kind === 'string' ? KINDS[kind].read(text) : readChoice(kind, text)
  if (value !== undefined) return value
  throw new FlowError('CONFIG_FLAG_VALUE', `${name} cannot be "${shorten(text)}"`, { hint: hintOf(kind, text) })
}

function readSwitch({ name, text }: TypedFlag): true {
  if (text === undefined) return true
  throw new FlowError('CONFIG_FLAG_VALUE', `${name} takes no value, but has "${shorten(text)}"`, {
    hint: `Write ${name} alone, or remove it`,
  })
}

function readChoice(choices: readonly string[], text: string): string | undefined {
  return choices.find((choice) => choice.toLowerCase() === text.toLowerCase())
}

function hintOf(kind: Exclude<FlagKind, 'switch'>, text: string): string {
  if (typeof kind === 'string') return `Give ${KINDS[kind].expected}`
  const meant = nearest(text, kind)
  return meant === undefined ? `Give one of ${kind.join(', ')}` : `Did you mean ${meant}?`
}

function readCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function readAddress(text: string): Address | undefined {
  const match = /^(?:tcp:\/\/)?(?:\[(.*)\]|(.*)):(\d{1,5})$/s.exec(text)
  if (match === null) return undefined
  const port = Number(match[3])
  return port > 65_535 ? undefined : { host: match[1] ?? match[2] ?? '', port }
}

function writeAddress(value: unknown): string {
  const { host, port } = value as Address
  return /[:[\]]/.test(host) ? `[${host}]:${port}` : `${host}:${port}`
}

/** Parses a JSON object; `undefined` if it is not one. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

function readSocket(text: string): unknown {
  const socket = readObject(text)
  if (socket === undefined) return undefined
  const isValid = Object.entries(SOCKET).every(([field, isValue]) => isValue(socket[field]))
  const isExtended = Object.entries(OPTIONAL).every(([field, isValue]) => !(field in socket) || isValue(socket[field]))
  return isValid && isExtended ? socket : undefined
}

function readStage(text: string): unknown {
  const stage = readObject(text)
  return isStage(stage) ? stage : undefined
}

function readExec(text: string): unknown {
  const exec = readObject(text)
  return isExecPlan(exec) ? exec : undefined
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
