import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow } from './packages/session.ts'
import { openStranger, type Stranger } from './packages/stranger.ts'
import { pages, sessionsOf } from './snippets.ts'

// The pages that need Docker, from their first block to their last.
const sessions = pages.flatMap(sessionsOf).filter(({ snippets }) => snippets.some(({ marks }) => marks.docker === ''))
let reader: Stranger

beforeAll(async () => {
  reader = await openStranger()
}, 180_000)

afterAll(() => reader[Symbol.asyncDispose]())

describe('what a page says works with Docker', () => {
  it.each(sessions)(
    '$page',
    async (session) => {
      await follow(session, reader.desk())
    },
    300_000,
  )
})

it('is said of at least one page', () => {
  expect(sessions.length).toBeGreaterThan(0)
})
