import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeDocker } from '../packages/runtime-docker/test/docker/engine.ts'
import { run } from './packages/command.ts'
import { follow } from './packages/session.ts'
import { openStranger, type Stranger } from './packages/stranger.ts'
import { pages, sessionsOf } from './snippets.ts'

// The pages that need Docker, from their first block to their last.
const sessions = pages.flatMap(sessionsOf).filter(({ snippets }) => snippets.some(({ marks }) => marks.docker === ''))
describeDocker('what a page says works with Docker', () => {
  let reader: Stranger

  beforeAll(async () => {
    reader = await openStranger()
  }, 300_000)

  afterAll(async () => {
    await run('docker', ['rmi', 'acme/pea:1'], { cwd: '/' })
    await reader[Symbol.asyncDispose]()
  })

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
