import { check, checkEqual, type WireCase } from './case.ts'

const FOREIGN = Buffer.from('0102030405060708', 'hex')

/** What a Pea does when connections break, and when strange bytes arrive. */
export const sessionCases: readonly WireCase[] = [
  {
    name: 'goes on after packs that break the protocol, or are of another Flow',
    section: 1,
    catches: 'diesOfNoise',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const flowId = Buffer.from(scene.flowId, 'hex')
      const magic = Buffer.from([0x50, 0x45, 0x41, 2])
      const record = Buffer.from('ffffffff0300', 'hex')
      for (const frames of [
        [Buffer.from('noise')],
        [Buffer.concat([magic, flowId])],
        [Buffer.concat([magic, flowId, record])],
        [Buffer.concat([magic, flowId, Buffer.from('060000000900', 'hex')])],
        [Buffer.concat([magic, FOREIGN, Buffer.alloc(40)])],
        [Buffer.concat([magic, flowId, Buffer.alloc(12)]), Buffer.from('a frame too many')],
      ])
        scene.before.line.disturb(...frames)
      await scene.answer()
    },
  },
  {
    name: 'ignores control messages that break the protocol, or are of another Flow',
    section: 7,
    catches: 'obeysAnotherFlow',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const magic = Buffer.from([0x50, 0x45, 0x43, 2])
      const stop = Buffer.from('{"type":"stop"}')
      for (const frame of [
        Buffer.from('noise'),
        Buffer.concat([magic, FOREIGN, stop]),
        Buffer.concat([magic, Buffer.from(scene.flowId, 'hex'), Buffer.from('{"type":"stop"')]),
        Buffer.concat([magic, Buffer.from(scene.flowId, 'hex'), Buffer.from('{"type":"cancel","requests":["all"]}')]),
      ])
        scene.flow.disturb(frame)
      await scene.ping()
      await scene.answer()
    },
  },
  {
    name: 'says, when its sender connects again, what it has received, and goes on with the session',
    section: 3,
    catches: 'forgetsReceived',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      for (let message = 0; message < 3; message += 1) await scene.answer()
      const { epoch } = scene.before.line.greeting ?? {}
      scene.before.line.close()
      const welcome = await scene.before.connect()
      checkEqual('WELCOME (epoch, received)', { is: [welcome.epoch, welcome.received], should: [epoch, 3] })
      await scene.answer()
    },
  },
  {
    name: 'begins anew with a sender that greets with another epoch',
    section: 3,
    catches: 'clingsToSession',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      for (let message = 0; message < 3; message += 1) await scene.answer()
      scene.before.line.close()
      scene.before.session = { incarnation: 1, epoch: 4_711 }
      scene.before.seq = 0
      const { received } = await scene.before.connect()
      checkEqual('received in its WELCOME', { is: received, should: 0 })
      await scene.answer()
    },
  },
  {
    name: 'dials its receiver again, and sends what that has not received',
    section: 3,
    catches: 'losesOnReconnect',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      const { epoch } = scene.after.hello ?? {}
      await scene.answer()
      scene.after.acknowledges = false
      scene.after.greets = false
      const second = await scene.answer()
      scene.after.received = 1 // as if it had been lost on its way
      scene.after.line.close()
      const lines = scene.after.lines.length
      const hello = await scene.watch.until(
        'HELLO after the connection broke',
        () => scene.after.lines[lines]?.greeting,
      )
      checkEqual('HELLO (epoch, peer_epoch)', {
        is: [hello.epoch, hello.peerEpoch],
        should: [epoch, scene.after.session.epoch],
      })
      scene.after.acknowledges = true
      scene.after.greet()
      await scene.watch.until('repeat of the message', () => scene.after.of(second)[1])
      await scene.answer()
    },
  },
  {
    name: 'dials its Flow again, and says that it has reconnected',
    section: 7,
    catches: 'hidesReconnect',
    run: async (open) => {
      const scene = await open()
      await scene.start()
      scene.flow.cut()
      await scene.message('bound', 1)
      const first = scene.flow.firsts[1]
      check(first?.type === 'bound' && first.reconnected === true, 'its first message is not bound with reconnected')
      scene.wire()
      await scene.ping()
      await scene.answer()
    },
  },
]
