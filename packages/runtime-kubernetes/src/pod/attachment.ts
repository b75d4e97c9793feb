import { END_OF_TEXT, type PeaOutput } from '@peaflow/core'
import type { WebSocket } from 'ws'
import { attachmentPath, type PodName } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { CONTAINER } from './pod-object.ts'

/** The channels of an attachment: the first byte of each message. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2 } as const

/** The longest piece of standard input in one message, in bytes. */
const PIECE = 64 * 1024

/** Milliseconds between two signs of life. What is between here and the container closes a connection that is silent. */
const HEARTBEAT = 60_000

/** Standard input and output of a Pea. */
export interface Attachment {
  /** Resolves when the output has ended. Never rejects. */
  readonly ended: Promise<void>
  /** Asks the Pea to end. */
  terminate(): void
  /** Ends standard input, and with it the Pea. */
  close(): void
}

/** How to attach to a Pea. */
export interface AttachOptions {
  /** What to write to its standard input at once. */
  readonly input: string
  readonly output: PeaOutput
  readonly signal?: AbortSignal | undefined
}

/** Attaches to the container of a Pod. Rejects if that is not possible. */
export async function attach(cluster: Cluster, pod: PodName, options: AttachOptions): Promise<Attachment> {
  const { input, output, signal } = options
  const socket = await cluster.connect(attachmentPath(pod, CONTAINER), signal)
  const streams = { [CHANNEL.stdout]: output.open('stdout'), [CHANNEL.stderr]: output.open('stderr') }
  socket.on('message', (data: Buffer) => {
    const channel = data[0]
    if (channel === CHANNEL.stdout || channel === CHANNEL.stderr) streams[channel].push(data.subarray(1))
  })
  socket.on('error', () => {}) // it is followed by `close`
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  // A Pea reads its first line alone, so an empty one means nothing to it.
  const heartbeat = setInterval(() => write(socket, '\n'), HEARTBEAT).unref()
  void ended.then(() => {
    clearInterval(heartbeat)
    for (const stream of Object.values(streams)) stream.end()
  })
  write(socket, input)
  return { ended, terminate: () => write(socket, String.fromCharCode(END_OF_TEXT)), close: () => socket.close() }
}

function write(socket: WebSocket, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += PIECE) {
    socket.send(Buffer.concat([Buffer.of(CHANNEL.stdin), bytes.subarray(at, at + PIECE)]))
  }
}
