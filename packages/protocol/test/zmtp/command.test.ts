import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dataOf, pingBody, pongBody, readCommand, readMetadata, readyFrame } from '../../src/zmtp/command.ts'
import { COMMAND, headerBytes, LONG, LONG_HEADER, SHORT_HEADER, toFrame } from '../../src/zmtp/frame.ts'
import { GREETING_BYTES, greeting, isGreeting } from '../../src/zmtp/greeting.ts'
import { NULL_MECHANISM } from '../../src/zmtp/null-mechanism.ts'

const NULL = NULL_MECHANISM

/** The body of a frame. */
function bodyOf(frame: Buffer): Buffer {
  const flags = frame[0] as number
  expect(flags & COMMAND).toBe(COMMAND)
  return frame.subarray((flags & LONG) === 0 ? SHORT_HEADER : LONG_HEADER)
}

it.each(['ROUTER', 'DEALER'] as const)('reads the READY of a %s', (type) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 255 }), (routingId) => {
      const data = dataOf(bodyOf(readyFrame({ type, routingId })), 'READY')
      const bytes = Buffer.from(routingId).toString('latin1')
      expect(data && readMetadata(data)).toEqual({ type, routingId: bytes })
    }),
  )
})

it('reads the type of a READY whatever the case of its name', () => {
  const data = Buffer.from('\x0bSOCKET-type\0\0\0\x06DEALER', 'latin1')
  expect(readMetadata(data)).toEqual({ type: 'DEALER', routingId: '' })
})

it('reads a PING, its context, and a PONG', () => {
  expect(readCommand(pingBody())).toEqual({ name: 'PING', context: Buffer.alloc(0) })
  expect(readCommand(Buffer.from('\x04PING\0\0mark'))).toEqual({ name: 'PING', context: Buffer.from('mark') })
  expect(readCommand(pongBody(Buffer.from('mark')))).toEqual({ name: 'PONG' })
  expect(readCommand(Buffer.from('\x09SUBSCRIBEx'))).toEqual({ name: 'OTHER' })
  expect(readCommand(Buffer.from('\x05READY'))).toEqual({ name: 'READY' })
})

it.each([
  ['an empty body', ''],
  ['an empty name', '\0'],
  ['a name that is cut off', '\x05REA'],
  ['a PING without a time to live', '\x04PING\0'],
  ['a PING with a context of 17 bytes', `\x04PING\0\0${'x'.repeat(17)}`],
])('does not read %s', (_, body) => {
  expect(readCommand(Buffer.from(body, 'latin1'))).toBeUndefined()
})

it.each([
  ['without a length', '\x0bSocket-Type\0\0'],
  ['that is cut off', '\x0bSocket-Type\0\0\0\x06DEAL'],
])('does not read a property %s', (_, data) => {
  expect(readMetadata(Buffer.from(data, 'latin1'))).toBeUndefined()
})

it('survives any body', () => {
  fc.assert(
    fc.property(fc.constantFrom('', '\x05READY', '\x04PING'), fc.uint8Array({ maxLength: 60 }), (name, rest) => {
      const body = Buffer.concat([Buffer.from(name), rest])
      readCommand(body)
      readMetadata(dataOf(body, 'READY') ?? body)
    }),
  )
})

it('accepts its own greeting, and one of a later version', () => {
  const later = greeting(NULL)
  later[10] = 4
  expect([isGreeting(greeting(NULL), NULL), isGreeting(later, NULL), greeting(NULL).length]).toEqual([
    true,
    true,
    GREETING_BYTES,
  ])
})

it.each([
  [0, 0],
  [9, 0x7e],
  [10, 2],
  [12, 0x43],
  [31, 1],
])('refuses a greeting whose byte %i is %i', (at, value) => {
  const bytes = greeting(NULL)
  bytes[at] = value
  expect(isGreeting(bytes, NULL)).toBe(false)
})

it.each([0, 1, 255, 256, 70_000])('writes a frame of %i bytes as ZMTP says', (length) => {
  const frame = toFrame(COMMAND, Buffer.alloc(length, 9))
  const header = length < 256 ? [COMMAND, length] : [COMMAND | LONG, 0, 0, 0, 0, ...u32(length)]
  expect(headerBytes(length)).toBe(header.length)
  expect(frame.equals(Buffer.concat([Buffer.from(header), Buffer.alloc(length, 9)]))).toBe(true)
})

function u32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff)
}
