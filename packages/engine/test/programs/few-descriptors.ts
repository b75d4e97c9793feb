import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import { devNull } from 'node:os'
import { dialConnection, openControlListener } from '@peaflow/protocol'
import { DescriptorReserve } from '../../src/launch/descriptor-reserve.ts'

const host = '127.0.0.1'

/** Starts a child process. Resolves with its exit code, or with the code of the error. */
async function launch(): Promise<unknown> {
  try {
    const child = spawn(process.execPath, ['-e', ''], { stdio: ['pipe', 'pipe', 'pipe'] })
    const [code] = await once(child, 'exit')
    return code
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

/** Opens files until there are no descriptors left. */
function takeAll(): readonly number[] {
  const files: number[] = []
  for (;;) {
    try {
      files.push(openSync(devNull, 'r'))
    } catch {
      return files
    }
  }
}

/** Opens a connection, and sends nothing. */
async function intrude(port: number): Promise<void> {
  const peer = connect(port, host).on('error', () => undefined)
  await Promise.race([once(peer, 'connect'), once(peer, 'close')]).catch(() => undefined)
}

const reserve = new DescriptorReserve(16, 1)
let onServed: (message: string) => void = () => undefined
const served = new Promise<string>((resolve) => {
  onServed = resolve
})
const { port } = await openControlListener({ host, port: 0 }, { onFrame: (frame) => onServed(String(frame)) })
for (let count = 0; count < 200; count += 1) await intrude(port)
const taken = takeAll()
const alone = await launch()
const lent = await reserve.lend(launch)
for (const file of taken) closeSync(file)
while (reserve.size < 16) await new Promise(setImmediate)
const { size } = reserve
const events = { onFrame: () => undefined, onConnect: () => undefined, onDisconnect: () => undefined }
const connection = await dialConnection({ host, port, routingId: 'a' }, events)
connection.send(Buffer.from('hello'))
process.stdout.write(JSON.stringify({ alone, lent, size, served: await served }))
process.exit(0)
