import type { PeaLogLine } from '@peaflow/core'
import { Demultiplexer } from './demultiplex.ts'
import { splitLines } from './split-lines.ts'

/** The output of a container, as lines. */
export interface Output {
  /** The last lines, oldest first; at most 20. */
  lastLines(): readonly string[]
  /** Reads an attachment, which carries stdout and stderr; resolves when it has ended, and never rejects. */
  read(attachment: NodeJS.ReadableStream): Promise<void>
}

const LAST_LINES = 20

/** Opens the output of one container, which may be read from several attachments. */
export function openOutput(onLog: (line: PeaLogLine) => void = () => {}): Output {
  const last: string[] = []
  const collect = (stream: PeaLogLine['stream']) =>
    splitLines((text) => {
      last.push(text)
      if (last.length > LAST_LINES) last.shift()
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

/** An Engine that ends resets the connection. That is an end like any other: the exit says why. */
function ended(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.on(event, () => resolve())
  })
}
