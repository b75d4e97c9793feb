import type { ExecPlan, PeaSpec } from '@peaflow/core'
import { specIn } from '../folder.ts'

/** What a program in JavaScript needs to speak the executor protocol: the other half of it, written from its page. */
export const SPEAK = `
import { Socket } from 'node:net'
import { Packr } from '${import.meta.resolve('msgpackr')}'
const codec = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: true, int64AsType: 'auto' })
const input = new Socket({ fd: 3 })
const output = new Socket({ fd: 4 })
export const write = (bytes) => output.write(bytes)
export function send(...messages) {
  output.write(Buffer.concat(messages.flatMap((message) => {
    const bytes = codec.pack(message)
    const head = Buffer.alloc(4)
    head.writeUInt32LE(bytes.length)
    return [head, bytes]
  })))
}
export function listen(handlers) {
  let pending = Buffer.alloc(0)
  input.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE()) {
      const end = 4 + pending.readUInt32LE()
      const message = codec.unpack(Buffer.from(pending.subarray(4, end)))
      pending = pending.subarray(end)
      handlers[message.type]?.(message)
    }
  })
  input.on('end', () => process.exit(0))
}
`

/** The spec of a Pea whose executor is a program that Node runs. */
export function specOfProgram(directory: string, file: string, spec: Partial<PeaSpec> = {}): PeaSpec {
  return specIn(directory, { uses: { exec: exec([process.execPath, file]) }, ...spec })
}

export function exec(command: readonly string[], more: Partial<ExecPlan> = {}): ExecPlan {
  return { command, protocol: 'frames', ...more }
}

/** A program with an endpoint for everything that a program may do. */
export const ALL = `
import { appendFileSync, writeSync } from 'node:fs'
import { listen, send, write } from './speak.mjs'
const open = new Map()
const endpoints = {
  '/add': ({ id, documents }) => send({ type: 'result', id, documents: documents.map((one) => ({ ...one, n: 1 })) }),
  '/echo': ({ type, ...call }) => send({ type: 'result', id: call.id, documents: [call] }),
  '/none': ({ id }) => send({ type: 'result', id }),
  '/fail': ({ id }) => send({ type: 'error', id, code: 'REQUEST_NO', message: 'no', hint: 'ask again', trace: 'Trace: no' }),
  '/own': ({ id }) => send({ type: 'error', id, code: 'LAUNCH_NO', message: 'no' }),
  '/exit': () => { console.error('first'); console.error('the reason'); process.exit(3) },
  '/kill': () => process.kill(process.pid, 'SIGSEGV'),
  '/rubbish': () => write(Buffer.alloc(64, 0x41)),
  '/unknown': ({ id }) => send({ type: 'result', id: id + 100 }),
  '/wrong': ({ id }) => send({ type: 'result', id, documents: 'text' }),
  '/pieces': (call) => { open.set(call.id, 2); send({ type: 'piece', id: call.id, documents: [{ n: 1 }] }) },
  // In one write: between two of them, the first may have been taken.
  '/hurry': ({ id }) => send(...[1, 2].map((n) => ({ type: 'piece', id, documents: [{ n }] }))),
  '/wait': (call) => open.set(call.id, call),
  '/flood': ({ id }) => { for (let n = 0; n < 4e5; n++) console.log('x'.repeat(100)); send({ type: 'result', id }) },
  '/log': ({ id }) => {
    for (const level of ['debug', 'info', 'warn', 'error']) send({ type: 'log', level, message: level + ' %s' })
    console.log('printed')
    send({ type: 'result', id })
  },
}
listen({
  setup: (setup) => {
    if (setup.with.fails) return send({ type: 'error', message: 'no model', trace: 'Trace: no model' })
    if (setup.with.exits) process.exit(4)
    endpoints['/setup'] = ({ id }) => send({ type: 'result', id, documents: [setup] })
    send({ type: 'ready', protocol: 1, ...(setup.with.endpoints && { endpoints: setup.with.endpoints }) })
  },
  call: (call) => endpoints[call.endpoint](call),
  taken: ({ id }) => {
    const n = open.get(id)
    open.set(id, n + 1)
    if (n < 4) send({ type: 'piece', id, documents: [{ n }] })
    else send({ type: 'result', id, documents: [] })
  },
  cancel: ({ id, code }) => send({ type: 'result', id, documents: [{ code }] }),
  teardown: () => { console.log('down'); process.exit(0) },
})
`
