// Speaks the executor protocol in frames. Its argument is the URL of a MessagePack library.
import { Socket } from 'node:net'

const { Packr } = await import(process.argv[2])
const codec = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: true, int64AsType: 'auto' })
const input = new Socket({ fd: 3 })
const output = new Socket({ fd: 4 })
let mark
let pending = Buffer.alloc(0)

function send(message) {
  const bytes = codec.pack(message)
  const head = Buffer.alloc(4)
  head.writeUInt32LE(bytes.length)
  output.write(Buffer.concat([head, bytes]))
}

function take({ type, id, documents, parameters, with: args }) {
  if (type === 'teardown') process.exit(0)
  if (type === 'setup') {
    mark = args.mark
    send({ type: 'ready', protocol: 1 })
  }
  if (type !== 'call') return
  const tagged = documents.map((one) => ({ ...one, text: `${one.text}${mark}${parameters.p}`, [mark]: one.n / 2 }))
  send({ type: 'result', id, documents: tagged })
}

input.on('end', () => process.exit(0))
input.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk])
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE()) {
    const end = 4 + pending.readUInt32LE()
    const frame = pending.subarray(4, end)
    pending = pending.subarray(end)
    take(codec.unpack(Buffer.from(frame)))
  }
})
