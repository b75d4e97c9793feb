import type { PeaLogLine } from '@peaflow/core'
import { Demultiplexer } from './demultiplex.ts'
import { splitLines } from './split-lines.ts'

/** What a container writes, line by line. */
export interface Output {
  /** The last lines, oldest first; at most 20. */
  lastLines(): readonly string[]
  /** Reads an attachment, which carries stdout and stderr; resolves when it has ended, and never rejects. */
  read(attachment: NodeJS.ReadableStream): Promise<void>
}

const KEPT_LINES = 20

/** Opens the output of one container, by however many attachments it comes. */
export function openOutput(onLog: (line: PeaLogLine) => void = () => {}): Output {
  const last: string[] = []
  const collect = (stream: PeaLogLine['stream']) =>
    splitLines((text) => {
      last.push(text)
      if (last.length > KEPT_LINES) last.shift()
      onLog({ stream, text })
    })
  return {
    lastLines: () => [...last],
    read: (attachment) => {
      const lines = { stdout: collect('stdout'), stderr: collect('stderr') }
      const streams = new Demultiplexer((stream, bytes) => lines[stream].push(bytes))
      attachment.on('data', (chunk: Buffer) => streams.push(chunk))
      return ended(attachment).then(() => {
        lines.stdout.end()
        lines.stderr.end()
      })
    },
  }
}

/** A daemon that goes away resets the connection: that is an end like any other, and the exit says the rest. */
function ended(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.on(event, () => resolve())
  })
}
