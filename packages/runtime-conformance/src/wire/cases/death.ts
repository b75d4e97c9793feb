import type { Scene } from '../scene/scene.ts'
import { AFTER } from '../scene/spec.ts'
import { check, checkEqual, type WireCase } from './case.ts'

/** What a Pea does when a Pea that it sends to dies. */
export const deathCases: readonly WireCase[] = [
  {
    name: 'sends again what its receiver had not settled when it died, without counting a try',
    section: 5,
    catches: 'losesAtDeath',
    run: async (open) => {
      const scene = await open()
      await startUnsettled(scene)
      const { request } = await scene.answer()
      dieAndReturn(scene)
      const repeat = await scene.watch.until('repeat for the next incarnation', () => scene.after.of({ request })[1])
      checkEqual('its tries', { is: repeat.tries, should: 0 })
    },
  },
  {
    name: 'sends nothing again that its receiver had settled',
    section: 5,
    catches: 'repeatsSettled',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      await scene.answer()
      const settled = await scene.answer()
      scene.after.acknowledges = false
      const { request } = await scene.answer()
      scene.after.acknowledges = true
      dieAndReturn(scene)
      await scene.watch.until('repeat of what was not settled', () => scene.after.of({ request })[1])
      await scene.answer()
      checkEqual('the number of times that it sent the other', { is: scene.after.of(settled).length, should: 1 })
    },
  },
  {
    name: 'counts a try for the message whose call was running, and sends it as urgent',
    section: 5,
    catches: 'forgetsTries',
    run: async (open) => {
      const scene = await open()
      scene.after.calls = true
      await startUnsettled(scene)
      const { request } = await running(scene)
      dieAndReturn(scene)
      const repeat = await scene.watch.until('repeat for the next incarnation', () => scene.after.of({ request })[1])
      checkEqual('the repeat (tries, URGENT)', { is: [repeat.tries, repeat.isUrgent], should: [1, true] })
      const tried = await scene.message('tried')
      checkEqual('tried (request, tries)', { is: [tried.request, tried.tries], should: [request, 1] })
    },
  },
  {
    name: 'fails a message that has used up its tries, and tells its Flow',
    section: 5,
    catches: 'retriesForever',
    run: async (open) => {
      const scene = await open({ retries: 0 })
      scene.after.calls = true
      await startUnsettled(scene)
      const { request } = await running(scene)
      dieAndReturn(scene)
      const failed = await scene.message('failed')
      const { code, pod, pea } = failed.error
      checkEqual('failed (request, code, pod, pea)', {
        is: [failed.request, code, pod, pea],
        should: [request, 'REQUEST_PEA_DIED', 'after', AFTER],
      })
      checkEqual('the number of times that it sent the message', { is: scene.after.of({ request }).length, should: 1 })
    },
  },
  {
    name: 'fails what only a lost Pea could take',
    section: 5,
    catches: 'waitsForTheLost',
    run: async (open) => {
      const scene = await open()
      await startUnsettled(scene)
      const { request } = await scene.answer()
      scene.after.greets = false
      scene.after.line.close()
      scene.flow.send({ type: 'lost', peer: AFTER, incarnation: 1, reason: 'killed' })
      const failed = await scene.message('failed')
      const { code, pea } = failed.error
      checkEqual('failed (request, code, pea)', {
        is: [failed.request, code, pea],
        should: [request, 'REQUEST_PEA_LOST', AFTER],
      })
    },
  },
  {
    name: 'forgets nothing because of an earlier incarnation that is gone',
    section: 5,
    catches: 'believesLateNotice',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      await scene.answer()
      scene.after.acknowledges = false
      const first = await scene.answer()
      scene.after.acknowledges = true
      dieAndReturn(scene)
      await scene.watch.until('repeat for the next incarnation', () => scene.after.of(first)[1])
      scene.after.acknowledges = false
      const { request } = await scene.answer()
      scene.flow.send({ type: 'gone', peer: AFTER, incarnation: 1, reason: 'killed' })
      await scene.ping()
      await scene.answer()
      check(scene.after.of({ request }).length === 1, 'it sent a message again')
    },
  },
]

/** Starts with a receiver that gives credit once, and settles nothing. */
async function startUnsettled(scene: Scene): Promise<void> {
  await scene.start()
  scene.after.acknowledges = false
}

/** A message whose call runs in the receiver, as far as that has acknowledged. */
async function running(scene: Scene) {
  const message = await scene.answer()
  scene.after.acknowledge({ settledBelow: 0, running: [message.seq] })
  // An answer to a ping does not show that an ACK has been read, but what follows on the same connection does.
  await scene.answer()
  return message
}

/** The receiver dies, and its next incarnation is there at once. It acknowledges everything. */
function dieAndReturn(scene: Scene): void {
  scene.after.acknowledges = true
  scene.after.die()
  scene.flow.send({ type: 'gone', peer: AFTER, incarnation: 1, reason: 'killed' })
}
