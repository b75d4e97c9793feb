import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { crash } from '../contestants/crash.ts'

/** How a Flow under a crowd is. */
export interface CrowdReport {
  /** Requests that wait, or are in the Flow. */
  readonly open: number
  /** Those that its Peas hold. */
  readonly held: number
  /** Bytes that the process that serves has a use for: its heap after a collection, and what is beside it. */
  readonly live: number
  /** Bytes of it in memory. */
  readonly resident: number
}

/** A Flow that is served in a process of its own, and the clients that it has. */
export interface Crowd extends AsyncDisposable {
  ask(): Promise<CrowdReport>
  /** Opens connections, each with one request, and reads nothing. With `bytes`, streamed answers come in such pieces. */
  enter(clients: number, bytes?: number): Promise<readonly Socket[]>
}

const program = fileURLToPath(new URL('./crowd-server.js', import.meta.url))

/** Serves a Flow that takes as many calls at once. */
export async function openCrowd(calls: number): Promise<Crowd> {
  const child = fork(program, [String(calls)], { execArgv: ['--expose-gc'] })
  const exited = once(child, 'exit')
  const [url] = (await once(child, 'message')) as [string]
  const ask = async () => {
    child.send('status')
    const [report] = (await once(child, 'message')) as [CrowdReport]
    return report
  }
  return {
    ask,
    async enter(clients, bytes) {
      const sockets: Socket[] = []
      // One after another: the kernel resets what no program accepts in time.
      while (sockets.length < clients) sockets.push(await enter(Number(new URL(url).port), bytes))
      return sockets
    },
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await exited
    },
  }
}

async function enter(port: number, bytes: number | undefined): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', crash)
  await once(socket, 'connect')
  socket.pause()
  const body = JSON.stringify({ documents: [{}], parameters: bytes === undefined ? {} : { bytes } })
  const lines = ['Host: localhost', 'Accept: application/x-ndjson', `Content-Length: ${body.length}`]
  socket.write(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  return socket
}

/** Asks until a Flow is as it should be. */
export async function until(crowd: Crowd, isSo: (report: CrowdReport) => boolean): Promise<void> {
  while (!isSo(await crowd.ask())) await setTimeout(5)
}
