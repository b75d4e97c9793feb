import { openOutput as openLines, type PeaLogLine, type PeaOutput } from '@peaflow/core'
import { Demultiplexer } from './demultiplex.ts'

/** The output of a container, as lines. */
export interface Output extends Pick<PeaOutput, 'lastLines'> {
  /** Reads an attachment, which carries stdout and stderr; resolves when it has ended, and never rejects. */
  read(attachment: NodeJS.ReadableStream): Promise<void>
}

/** Opens the output of one container, which may be read from several attachments. */
export function openOutput(onLog?: (line: PeaLogLine) => void): Output {
  const { lastLines, open } = openLines(onLog)
  return {
    lastLines,
    read: (attachment) => {
      const lines = { stdout: open('stdout'), stderr: open('stderr') }
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
