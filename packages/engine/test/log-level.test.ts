import { Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { start } from './flows.ts'

const logged = ['debug', 'info', 'warn', 'error'].map((level) => [level, `this is ${level}`])

it.each(['process', 'thread', 'inline'])('a line of %s has the level that its executor gave it', async (runtime) => {
  const { running, lines, wrote } = await start(new Flow({ name: 'levels' }).add({ uses: './logging.mjs', runtime }))
  await using _ = running
  await wrote('this is error')
  await wrote('this is info')
  const leveled = lines.map(({ level, text }) => [level, text])
  expect(leveled).toEqual(expect.arrayContaining(logged))
})

it.each(['process', 'thread'])('a line that a %s prints has the level of its output', async (runtime) => {
  const { running, lines, wrote } = await start(
    new Flow({ name: 'levels' }).add({ uses: './logging.mjs', runtime, with: { prints: true } }),
  )
  await using _ = running
  await wrote('this is printed')
  await wrote('this is complained')
  const levels = new Map(lines.map(({ level, text }) => [text, level]))
  expect(levels.get('this is printed')).toBe('info')
  expect(levels.get('this is complained')).toBe('warn')
})

it('the last lines of a Pea that ended are quoted without their levels', async () => {
  const flow = new Flow({ name: 'levels' }).add({ name: 'a', uses: './logging.mjs', with: { ends: true } })
  const error = await start(flow, { firstStarts: 1 }).then(
    () => undefined,
    (error) => error,
  )
  expect(error.message).toContain('this is error')
  expect(error.message).not.toMatch(/<\d>/)
})
