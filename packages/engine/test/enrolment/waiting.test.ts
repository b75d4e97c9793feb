import { expect, it } from 'vitest'
import { numbered, start } from '../flows.ts'
import { ownJoining } from '../joining.ts'

const joining = ownJoining()

it('waits no longer for a Flow than it may, before the first and between two', async () => {
  const gone = { code: 'LAUNCH_NOT_JOINED', message: expect.stringContaining('nothing listens there') }
  await expect(joining.replica({ timeout: 0 }).ended).rejects.toMatchObject(gone)
  const { running } = await start(joining.flowOf(0))
  const one = joining.replica({ timeout: 1_000 })
  await one.happened('loaded')
  await running.stop()
  await expect(one.ended).rejects.toMatchObject(gone)
  expect(one.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['joined', 'loaded', 'left', 'retrying']))
})

it('ends with the only Flow that it is for, and waits for no other if that is stopping', async () => {
  const one = joining.replica({ once: true })
  const { running, wrote } = await start(joining.flowOf(1).add({ name: 'hold', uses: './wait.mjs' }))
  const controller = new AbortController()
  const held = running.request('/', [...numbered(1)], { signal: controller.signal })
  held.catch(() => {})
  await wrote('waits')
  const stopped = running.stop({ grace: 60_000 })
  await expect(joining.replica({ once: true }).ended).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  controller.abort()
  await stopped
  expect(await one.ended).toBe(0)
  expect(one.events.at(-1)).toMatchObject({ type: 'left', flow: 'joined' })
})
