import { derivePeaKey, PROTOCOL, pack, proveBound, proveHello, proveWelcome, RECORD } from '@peaflow/protocol'
import type { Line } from '../scene/line.ts'
import { isGreeting } from '../scene/record.ts'
import type { Scene } from '../scene/scene.ts'
import { PEA } from '../scene/spec.ts'
import { check, checkEqual, type WireCase } from './case.ts'

/** How a Pea reports, and how its links begin. */
export const handshakeCases: readonly WireCase[] = [
  {
    name: 'reports its ports first, and proves who it is',
    section: 7,
    catches: 'forgesBound',
    run: async (open) => {
      const scene = await open()
      const bound = await scene.message('bound')
      const proof = proveBound(derivePeaKey(scene.keys, PEA, 1)).toString('hex')
      const { pea, incarnation, protocol } = bound
      const should = [PEA, 1, PROTOCOL, proof]
      checkEqual('bound (pea, incarnation, protocol, proof)', {
        is: [pea, incarnation, protocol, bound.proof],
        should,
      })
      checkEqual('the first message', { is: scene.flow.firsts[0]?.type, should: 'bound' })
      const [input = 0, output] = bound.ports
      check(bound.ports.length === 2 && input > 0 && output === 0, `ports is ${bound.ports}: one for each socket`)
    },
  },
  {
    name: 'greets first on a connection that it dials, and proves who it is',
    section: 3,
    catches: 'forgesHello',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const [hello] = scene.after.line.records
      check(hello !== undefined && 'pea' in hello && hello.type === RECORD.HELLO, 'its first record is not HELLO')
      const { pea, sends, edge, incarnation, proof } = scene.after.hello ?? {}
      const expected = proveHello(scene.after.secret, 1).toString('hex')
      checkEqual('HELLO (pea, SENDS, edge, incarnation, proof)', {
        is: [pea, sends, edge, incarnation, proof?.toString('hex')],
        should: [PEA, true, 0, 1, expected],
      })
    },
  },
  {
    name: 'answers HELLO with a WELCOME that proves who it is',
    section: 3,
    catches: 'forgesWelcome',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { type, pea, sends, peerIncarnation, peerEpoch, proof } = scene.before.line.greeting ?? {}
      const expected = proveWelcome(scene.before.secret, 1).toString('hex')
      const { epoch } = scene.before.session
      checkEqual('WELCOME (type, pea, SENDS, peer_incarnation, peer_epoch, proof)', {
        is: [type, pea, sends, peerIncarnation, peerEpoch, proof?.toString('hex')],
        should: [RECORD.WELCOME, PEA, false, 1, epoch, expected],
      })
    },
  },
  {
    name: 'takes another epoch for each process',
    section: 3,
    catches: 'repeatsEpoch',
    run: async (open) => {
      const epochs = []
      for (let launch = 0; launch < 2; launch += 1) {
        const scene = await open()
        await scene.start()
        epochs.push(scene.before.line.greeting?.epoch ?? 0)
      }
      check(epochs[0] !== epochs[1] && !epochs.includes(0), `the epochs of two processes are ${epochs.join(' and ')}`)
    },
  },
  {
    name: 'is not ready before its peers have greeted',
    section: 7,
    catches: 'hurriesReady',
    run: async (open) => {
      const scene = await open()
      scene.after.greets = false
      await scene.message('bound')
      scene.wire()
      await scene.before.connect()
      await scene.watch.until('HELLO', () => scene.after.hello)
      const { state } = await scene.ping()
      check(scene.flow.all('ready').length === 0, 'it is ready although a peer has not greeted')
      checkEqual('the state before that', { is: state, should: 'starting' })
      scene.after.greet()
      await scene.message('ready')
      checkEqual('the state afterwards', { is: (await scene.ping()).state, should: 'ready' })
    },
  },
  {
    name: 'does not answer a HELLO whose proof is not valid',
    section: 9,
    catches: 'welcomesAnybody',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const forged = await scene.before.dial()
      forged.send(scene.before.hello({ epoch: 5, proof: Buffer.alloc(16) }))
      check((await nextEpochOn(scene, forged)) !== 5, 'it answered')
    },
  },
  {
    name: 'does not answer a HELLO of version 1',
    section: 2,
    catches: 'welcomesVersionOne',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const old = await scene.before.dial()
      const [frame = Buffer.alloc(0)] = pack(Buffer.from(scene.flowId, 'hex'), [scene.before.hello({ epoch: 5 })])
      frame[3] = 1
      old.disturb(frame)
      check((await nextEpochOn(scene, old)) !== 5, 'it answered')
    },
  },
  {
    name: 'takes no message from a connection that has not greeted',
    section: 3,
    catches: 'takesFromUnknown',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const unknown = await scene.before.dial()
      const stolen = scene.before.message({ request: 900 })
      unknown.send(stolen)
      await nextEpochOn(scene, unknown)
      scene.before.session = { incarnation: 1, epoch: 7 }
      scene.before.seq = 0
      await scene.before.connect()
      await scene.answer()
      check(scene.after.of(stolen).length === 0, 'it passed one on')
    },
  },
]

/**
 * Sends a valid HELLO, of epoch 6, after something that is not to be answered. Resolves with the epoch that the first WELCOME
 * on the connection answers; `undefined` if the Pea has closed it.
 */
async function nextEpochOn(scene: Scene, line: Line): Promise<number | undefined> {
  await scene.ping() // a Pea that answers greetings late may answer the latest alone
  line.send(scene.before.hello({ epoch: 6 }))
  await scene.watch.until('WELCOME, or the end of the connection', () =>
    line.isClosed || line.greeting !== undefined ? true : undefined,
  )
  return line.records.find(isGreeting)?.peerEpoch
}
