import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Heartbeat, isLocal } from '../../src/zmtp/heartbeat.ts'

const BEAT = 2_000

describe('Heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function start() {
    const events: string[] = []
    const heartbeat = new Heartbeat({ onQuiet: () => events.push('quiet'), onLost: () => events.push('lost') })
    return { heartbeat, events }
  }

  it('pings a peer that is silent from the second beat on, and declares it lost at the fifth', () => {
    const { heartbeat, events } = start()
    vi.advanceTimersByTime(BEAT)
    expect(events).toEqual([])
    vi.advanceTimersByTime(3 * BEAT)
    expect(events).toEqual(['quiet', 'quiet', 'quiet'])
    vi.advanceTimersByTime(BEAT)
    expect(events.at(-1)).toBe('lost')
    heartbeat.stop()
  })

  it('leaves a peer alone that sends something between two beats', () => {
    const { heartbeat, events } = start()
    for (let beat = 0; beat < 20; beat += 1) {
      heartbeat.reset()
      vi.advanceTimersByTime(BEAT)
    }
    expect(events).toEqual([])
    heartbeat.stop()
  })

  it('does nothing once it is stopped', () => {
    const { heartbeat, events } = start()
    heartbeat.stop()
    vi.advanceTimersByTime(10 * BEAT)
    expect([events, vi.getTimerCount()]).toEqual([[], 0])
  })
})

it.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.9', '127.0.0.1', true],
  ['::ffff:127.0.0.1', '::ffff:127.0.0.1', true],
  ['::1', '::1', true],
  ['10.0.0.4', '10.0.0.4', true],
  [undefined, undefined, true], // a Unix socket
  ['10.0.0.5', '10.0.0.4', false],
  ['2001:db8::1', '2001:db8::2', false],
])('%s seen from %s is local: %s', (remoteAddress, localAddress, local) => {
  expect(isLocal({ remoteAddress, localAddress })).toBe(local)
})
