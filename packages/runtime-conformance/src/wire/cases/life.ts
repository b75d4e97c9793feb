import { PROTOCOL } from '@peaflow/protocol'
import { AFTER, PEA } from '../scene/spec.ts'
import { acknowledged, slow } from './acknowledgement.ts'
import { check, checkEqual, type WireCase } from './case.ts'

/** What a Pea tells its Flow, and how it ends. */
export const lifeCases: readonly WireCase[] = [
  {
    name: 'answers a ping with its status',
    section: 7,
    catches: 'garblesStatus',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      await scene.answer()
      const { pea, flow, protocol, state, served } = await scene.ping()
      checkEqual('the status (pea, flow, protocol, state, served)', {
        is: [pea, flow, protocol, state, served],
        should: [PEA, 'conformance', PROTOCOL, 'ready', 1],
      })
    },
  },
  {
    name: 'counts as held what it has received and not handed over',
    section: 7,
    catches: 'hidesHeld',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.after.acknowledges = false
      await scene.answer()
      checkEqual('held, with one unsettled', { is: (await scene.ping()).held, should: 1 })
      scene.after.acknowledge()
      await acknowledged(scene, 'settledBelow', 1)
      checkEqual('held, with none', { is: (await scene.ping()).held, should: 0 })
    },
  },
  {
    name: 'says again that it is ready after each wire',
    section: 7,
    catches: 'isReadyOnce',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.wire()
      await scene.message('ready', 1)
      await scene.answer()
    },
  },
  {
    name: 'is idle, after drain, once all that it sent is settled',
    section: 7,
    catches: 'claimsIdle',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.after.acknowledges = false
      await scene.answer()
      scene.flow.send({ type: 'drain' })
      checkEqual('its state', { is: (await scene.ping()).state, should: 'draining' })
      check(scene.flow.all('idle').length === 0, 'it is idle before its receiver has settled what it sent')
      scene.after.acknowledge()
      await scene.message('idle')
    },
  },
  {
    name: 'sends nothing to a Pod that is paused, until the next wire',
    section: 7,
    catches: 'ignoresPause',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      await scene.answer()
      scene.flow.send({ type: 'pause', to: 'after' })
      checkEqual('paused (to)', { is: (await scene.message('paused')).to, should: 'after' })
      const message = await scene.before.request()
      await acknowledged(scene, 'received', 2)
      await scene.ping()
      check(scene.after.of(message).length === 0, 'it sent a message')
      scene.wire()
      await scene.watch.until('message after the wire', () => scene.after.of(message)[0])
    },
  },
  {
    name: 'sends nothing new to a peer that is leaving, and says when it has settled all',
    section: 7,
    catches: 'ignoresLeaving',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.after.acknowledges = false
      await scene.answer()
      scene.flow.send({ type: 'leaving', peer: AFTER, incarnation: 1 })
      await scene.ping()
      check(scene.flow.all('left').length === 0, 'it says left before its receiver has settled what it sent')
      const message = await scene.before.request()
      await acknowledged(scene, 'received', 2)
      scene.after.acknowledge()
      checkEqual('left (peer)', { is: (await scene.message('left')).peer, should: AFTER })
      check(scene.after.of(message).length === 0, 'it sent a message')
    },
  },
  {
    name: 'says that it is leaving when it is asked to end by SIGTERM, and serves until stop',
    section: 8,
    catches: 'leavesSilently',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.terminate()
      const { pea, incarnation } = await scene.message('leaving')
      checkEqual('leaving (pea, incarnation)', { is: [pea, incarnation], should: [PEA, 1] })
      scene.flow.send({ type: 'leaving', peer: PEA, incarnation: 1 })
      await scene.answer()
      scene.flow.send({ type: 'stop' })
      checkEqual('its exit code', { is: (await scene.exit()).code, should: 0 })
    },
  },
  {
    name: 'completes what it holds when it is stopped, and exits with code 0',
    section: 8,
    catches: 'dropsAtStop',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { request } = await slow(scene)
      scene.flow.send({ type: 'stop' })
      await scene.watch.until('result', () => scene.after.of({ request })[0])
      checkEqual('its exit code', { is: (await scene.exit()).code, should: 0 })
    },
  },
  {
    name: 'exits with code 69 once it has lost its Flow for 15 s',
    section: 8,
    catches: 'outlivesItsFlow',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.flow.close()
      checkEqual('its exit code', { is: (await scene.exit(FLOW_LOSS)).code, should: 69 })
    },
  },
]

/** Milliseconds that a Pea has to notice that its Flow has gone, which takes 15 s. */
const FLOW_LOSS = 40_000
