import { describe, expect, it } from 'vitest'
import type { RecordedRequest } from '../../src/replay/recording.ts'
import { sendAll } from '../../src/replay/send-all.ts'

const request: RecordedRequest = { time: undefined, endpoint: '/', documents: [], parameters: {} }

async function* requests(count: number, problem?: Error): AsyncGenerator<RecordedRequest> {
  for (let index = 0; index < count; index++) yield request
  if (problem !== undefined) throw problem
}

describe('sending all', () => {
  it('has no more open than it may, and waits for all answers', async () => {
    let [open, most, sent] = [0, 0, 0]
    const send = async () => {
      sent++
      most = Math.max(most, ++open)
      await new Promise(setImmediate)
      open--
    }
    const timetable = { mostOpen: 3, offsetOf: () => undefined }
    await sendAll(requests(20), { timetable, send, signal: new AbortController().signal })
    expect({ open, most, sent }).toEqual({ open: 0, most: 3, sent: 20 })
  })

  it('answers what came before a mistake', async () => {
    let answered = 0
    const send = async () => {
      await new Promise(setImmediate)
      answered++
    }
    const timetable = { mostOpen: 3, offsetOf: () => undefined }
    const options = { timetable, send, signal: new AbortController().signal }
    await expect(sendAll(requests(5, new Error('line 6')), options)).rejects.toThrow('line 6')
    expect(answered).toBe(5)
  })

  it('ends a pause when it is interrupted', async () => {
    const controller = new AbortController()
    const timetable = { mostOpen: 3, offsetOf: (_: unknown, index: number) => index * 3_600_000 }
    const send = async () => controller.abort()
    await expect(sendAll(requests(2), { timetable, send, signal: controller.signal })).rejects.toThrow('aborted')
  })
})
