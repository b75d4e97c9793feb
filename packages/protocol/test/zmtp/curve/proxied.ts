import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { curveClient } from '../../../src/zmtp/curve/client.ts'
import { newCurveKeyPair } from '../../../src/zmtp/curve/key-pair.ts'
import { curveServer } from '../../../src/zmtp/curve/server.ts'
import { GREETING_BYTES } from '../../../src/zmtp/greeting.ts'
import { address, dialling, listening, Recorder } from '../ends.ts'

export const [serverPair, clientPair] = [newCurveKeyPair(), newCurveKeyPair()]
export const server = await curveServer(serverPair)
export const client = await curveClient({ ...clientPair, serverKey: serverPair.publicKey })

/** What changes the bytes of the client on their way: returns the pieces to pass on. */
export type Change = (bytes: Buffer) => readonly Buffer[]

/** A proxy before a port, which passes on each piece of what the client sends as `change` says. */
export async function proxying(port: number, change: Change): Promise<number> {
  const proxy = createServer((inner) => {
    const outer = connect(port, address)
    const pipe = (from: Socket, to: Socket, through: Change) =>
      from
        .on('error', () => undefined)
        .on('data', (chunk) => {
          for (const piece of through(chunk)) to.write(piece)
        })
        .on('close', () => to.destroy())
    pipe(inner.setNoDelay(), outer, change)
    pipe(outer.setNoDelay(), inner, (chunk) => [chunk])
  })
  await new Promise<void>((resolve) => proxy.listen(0, address, resolve))
  onTestFinished(() => void proxy.close())
  return (proxy.address() as { port: number }).port
}

/** The zeros in HELLO that fill it up, which the server does not look at. */
export const PADDING = { from: GREETING_BYTES + 2 + 8, bytes: 72 }

/** Bytes of the client's greeting, HELLO and INITIATE. */
export const HANDSHAKE_BYTES = GREETING_BYTES + 202 + 309

/** Changes one bit of the byte at an offset. */
export function flipping(at: number): Change {
  let passed = 0
  return (bytes) => {
    const copy = Buffer.from(bytes)
    const here = at - passed
    if (here >= 0 && here < copy.length) copy[here] = (copy[here] as number) ^ 1
    passed += copy.length
    return [copy]
  }
}

/** Both ends of a connection through a proxy. */
export async function connected(change: Change = (chunk) => [chunk]) {
  const [bound, dialled] = [new Recorder(), new Recorder()]
  const listener = await listening(bound, 0, server)
  const dialler = dialling(dialled, await proxying(listener.port, change), { mechanism: client })
  const close = () => {
    dialler.close()
    listener.close()
  }
  return { bound, dialled, close, port: listener.port }
}
