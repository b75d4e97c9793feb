import { describe, expect, it } from 'vitest'
import { Recorder } from '../../src/replay/recorder.ts'
import { parseRecorded } from '../../src/replay/recording.ts'
import { toTimetable } from '../../src/replay/timetable.ts'
import type { TappedLine } from '../../src/tap/tapped.ts'

const time = new Date('2026-11-29T14:02:55.031Z')
const tapped: TappedLine = {
  time: time.toISOString(),
  ...{ pea: 'encode/0', at: 'in', request: 1, endpoint: '/index', truncated: false, bytes: 40, skipped: 0 },
  documents: [{ id: '1', n: 2n ** 60n }],
  parameters: { top: 3 },
}

describe('a recording', () => {
  it('has what a replay needs, with whole numbers of any size', () => {
    const line = new Recorder({ pod: 'encode', at: 'in' }).toLine(tapped) ?? ''
    expect(line).toBe(
      '{"time":"2026-11-29T14:02:55.031Z","pod":"encode","at":"in","endpoint":"/index",' +
        '"documents":[{"id":"1","n":1152921504606846976}],"parameters":{"top":3}}\n',
    )
    expect(parseRecorded(line, 'line 1')).toEqual({
      time: time.getTime(),
      endpoint: '/index',
      documents: tapped.documents,
      parameters: { top: 3 },
    })
  })

  it('has each request once, and says what it left out', () => {
    const recorder = new Recorder({ pod: 'encode', at: 'in' })
    const messages: TappedLine[] = [
      tapped,
      { ...tapped, pea: 'encode/1' },
      { ...tapped, request: 2, skipped: 4 },
      { ...tapped, request: 2, piece: { index: 1 } },
      { ...tapped, request: 3, documents: undefined, truncated: true },
      { ...tapped, request: 4, documents: undefined, error: { code: 'REQUEST_EXECUTOR' } },
    ]
    const lines = messages.map((message) => recorder.toLine(message))
    expect(lines.map((line) => line !== undefined)).toEqual([true, false, true, true, false, false])
    expect(recorder.summary).toEqual({ recorded: 3, skipped: 4, truncated: 1 })
    expect(recorder.describe()).toBe(
      'recorded 3 requests of encode; left out: 4 passed too quickly, 1 had more than 1 MB',
    )
  })

  it.each([
    ['hello', 'line 3 is not a recorded request'],
    ['[]', 'it is not a JSON object'],
    ['{"documents":[1]}', '"documents" is not an array of objects'],
    ['{"endpoint":"index","documents":[]}', '"endpoint" is not a path'],
    ['{"documents":[],"parameters":[]}', '"parameters" is not an object'],
  ])('%s is none', (text, problem) => {
    expect(() => parseRecorded(text, 'line 3')).toThrow(problem)
  })

  it('needs no time, no endpoint and no parameters', () => {
    const { endpoint, parameters, time: at } = parseRecorded('{"documents":[{}]}', 'line 1')
    expect({ endpoint, parameters, at }).toEqual({ endpoint: '/', parameters: {}, at: undefined })
  })
})

describe('a timetable', () => {
  const offsets = (options: Parameters<typeof toTimetable>[0], times: readonly (number | undefined)[]) => {
    const { offsetOf } = toTimetable(options)
    return times.map((at, index) => offsetOf({ time: at }, index))
  }

  it('is as fast as there is room, has a rate, or the pauses of the recording', () => {
    const times = [1_000, 1_250, 1_200, undefined, 4_000]
    expect(offsets({ asRecorded: false }, times)).toEqual(times.map(() => undefined))
    expect(offsets({ rate: 50, asRecorded: false }, times)).toEqual([0, 20, 40, 60, 80])
    expect(offsets({ asRecorded: true }, times)).toEqual([0, 250, 200, undefined, 3_000])
  })
})
