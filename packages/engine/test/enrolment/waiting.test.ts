import { expect, it, onTestFinished } from 'vitest'
import { numbered, start } from '../flows.ts'
import { ownJoining, textsOf } from '../joining.ts'

const joining = ownJoining()

it('waits no longer for a Flow than it may, before the first and between two', async () => {
  const gone = { code: 'LAUNCH_NOT_JOINED', message: expect.stringContaining('nothing listens there') }
  await expect(joining.replica({ timeout: 0 }).ended).rejects.toMatchObject(gone)
  const { running } = await start(joining.flowOf(0))
  const one = joining.replica({ timeout: 1_000 })
  await one.happened('loaded')
  await running.stop()
  // Within this second, the Flow may also have said that it stops.
  const message = expect.stringContaining('has taken the replica of "encode" within 1 s: ')
  await expect(one.ended).rejects.toMatchObject({ code: gone.code, message })
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

it('has what came before the first replica wait for it', async () => {
  const { running } = await start(joining.flowOf(0))
  onTestFinished(() => running.stop())
  const answers = textsOf(running, 200)
  const atHead = async () => (await running.status()).peas.find(({ id }) => id === 'encode/head')?.report?.served
  await expect.poll(atHead).toBeGreaterThan(0)
  joining.replica()
  expect(await answers).toEqual(Array.from({ length: 200 }, (_, index) => `${index}.`))
})

it('says that no replica has joined if none does in time', async () => {
  const { running } = await start(joining.flowOf(0, 3, { timeoutRequest: 500 }))
  onTestFinished(() => running.stop())
  await expect(running.request('/', [...numbered(1)])).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
    message: 'the request timed out waiting for a replica of "encode" to join',
  })
})
