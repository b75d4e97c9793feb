import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeControl, encodeControl, explainControl, flowIdOf, isFromOtherVersion } from '../../src/control/codec.ts'
import { isControlMessage } from '../../src/control/validate.ts'
import { messages } from './control-messages.ts'

const FLOW = '0123456789abcdef'

type Path = readonly (string | number)[]

/** What the codec does not check: nothing is done with it before it is checked elsewhere, or it may be missing. */
const UNCHECKED =
  /(^|\.)(pattern|directory|runtime|host|uses|restart|control|reason|uptime|protocol|timeoutCall|prefetch|timeoutRequest)(\.|$)/

/** What a message may lack, and what must be valid if it is there. */
const OPTIONAL =
  /^(dropped: peer|gone: silent|cancel: attempts|adopt: (proof|spec\.batch)|fatal: (incarnation|proof)|bound: publicKey|ready: endpoints(\.default)?|tapped: piece|enrol: (uses|replica|before)|refused: hint|wire: .*\.(secrets|proof|welcome|serverKey)|.*\.pods|statistics: .*\.(process|failed\.[A-Z_]+))$/

/** The path of each value in a message, its type excepted. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inside = Object.entries(value).flatMap(([name, field]) => pathsOf(field, [...path, name]))
  return path.length === 0 ? inside.filter(([name]) => name !== 'type') : [path, ...inside]
}

/** A copy in which the value at a path is another; `undefined` removes it. */
function withValue(message: object, path: Path, value: unknown): object {
  const copy = JSON.parse(JSON.stringify(message))
  let target = copy
  for (const name of path.slice(0, -1)) target = target[name]
  target[path.at(-1) ?? ''] = value
  return JSON.parse(JSON.stringify(copy))
}

const required = Object.values(messages).flatMap((message) =>
  pathsOf(message)
    .map((path): [string, object, Path] => [`${message.type}: ${path.join('.')}`, message, path])
    .filter(([name]) => !UNCHECKED.test(name.slice(name.indexOf(' ') + 1)) || name.startsWith('bound: protocol')),
)

describe('explainControl', () => {
  const json = (text: string) => Buffer.concat([encodeControl(FLOW, messages.drain).subarray(0, 12), Buffer.from(text)])
  const drain = encodeControl(FLOW, messages.drain)
  it.each([
    ['a frame that is none of ours', Buffer.from('GET / HTTP/1.1'), 'it is not a control frame'],
    ['a short frame', drain.subarray(0, 12), 'it is not a control frame'],
    ['another version', Buffer.concat([Buffer.from('PEC\x01'), drain.subarray(4)]), 'version 1 of the protocol, not 2'],
    ['another Flow', encodeControl('f'.repeat(16), messages.drain), 'it belongs to another Flow'],
    ['no JSON', json('{'), 'a control message that is not JSON'],
    ['an unknown type', json('{"type":"toString"}'), 'a control message of an unknown type'],
    ['no object', json('7'), 'a control message of an unknown type'],
    ['a missing field', json('{"type":"ready","pea":"a/0"}'), 'ready: "incarnation" is missing or wrong'],
  ])('says what is wrong with %s', (_, frame, reason) => {
    expect(decodeControl(FLOW, frame)).toBeUndefined()
    expect(explainControl(FLOW, frame)).toBe(reason)
  })
})

describe('the codec of the control channel', () => {
  it.each(Object.entries(messages))('reads a %s as it was written', (_, message) => {
    const frame = encodeControl(FLOW, message)
    expect(decodeControl(FLOW, frame)).toEqual(message)
    expect(decodeControl(undefined, frame)).toEqual(message)
    expect(flowIdOf(frame)).toBe(FLOW)
    expect(isFromOtherVersion(frame)).toBe(false)
  })

  it.each(required)('refuses a message whose field is missing or wrong, %s', (name, message, path) => {
    const mayBeMissing = path.at(-2) === 'polling' || OPTIONAL.test(name)
    const mayBeObject = path.at(-1) === 'with'
    const mayBeNull = name === 'tapped: payload'
    const mayBeTrue = /^(tapped: (error|piece\.more)|gone: silent)$/.test(name)
    for (const wrong of [undefined, null, true, { wrong: [] }, -1.5]) {
      if ((wrong === undefined && mayBeMissing) || (wrong === null && mayBeNull) || (wrong === true && mayBeTrue))
        continue
      if (typeof wrong === 'object' && wrong !== null && mayBeObject) continue
      expect([wrong, isControlMessage(withValue(message, path, wrong))]).toEqual([wrong, false])
    }
  })

  it.each([
    ['not an object', 7],
    ['an array', [{ type: 'drain' }]],
    ['null', null],
    ['without a type', {}],
    ['of an unknown type', { type: 'dance' }],
    ['of a type that every object has', { type: 'constructor' }],
    ['with a port that is too large', { ...messages.bound, ports: [65_536] }],
    ['with a tap that copies too often', { ...messages.tap, rate: 1_001 }],
    ['with a tap that copies too much', { ...messages.tap, bytes: 1_048_577 }],
    ['with a copy that is too large', { ...messages.tapped, payload: 'A'.repeat(1_398_108) }],
    ['with a digest that is too short', { ...messages.enrol, uses: '0e'.repeat(31) }],
    ['with a refusal without a reason', { ...messages.refused, reason: undefined }],
    ['with a flow id in capitals', { type: 'adopt', spec: { ...messages.adopt.spec, flowId: 'ABCDEF0123456789' } }],
  ])('refuses a value that is %s', (_, value) => {
    expect(isControlMessage(value)).toBe(false)
  })

  it('refuses frames of another Flow, another version, or too many bytes', () => {
    const frame = encodeControl(FLOW, messages.drain)
    expect(decodeControl('f'.repeat(16), frame)).toBeUndefined()
    const other = Buffer.from(frame)
    other[3] = 1
    expect([decodeControl(FLOW, other), isFromOtherVersion(other)]).toEqual([undefined, true])
    const large = encodeControl(FLOW, { ...messages.pause, to: 'x'.repeat(16 * 1_048_576) })
    expect(decodeControl(FLOW, large)).toBeUndefined()
    expect(decodeControl(FLOW, frame.subarray(0, 12))).toBeUndefined()
  })

  it('reads nothing from a frame that was cut, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(messages)), fc.nat(), (message, at) => {
        const frame = encodeControl(FLOW, message)
        expect(decodeControl(FLOW, frame.subarray(0, at % frame.length))).toBeUndefined()
      }),
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => decodeControl(undefined, bytes) === undefined))
  })
})
