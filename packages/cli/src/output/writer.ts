import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

/** Where results go, at the pace of whoever reads them. */
export interface Writer {
  /** Aborts when nobody reads any more (`| head -1`). */
  readonly closed: AbortSignal
  /** Is done when more can be taken. */
  write(text: string): Promise<void>
  /** Is done when all has been taken. */
  end(): Promise<void>
}

/**
 * Writes to stdout, for `-`, or to a file.
 *
 * @throws FlowError `CONFIG_OUTPUT` if the file cannot be opened.
 */
export async function openWriter(target: string): Promise<Writer> {
  if (target === '-') return toWriter(process.stdout, 'stdout')
  const file = createWriteStream(target)
  try {
    await once(file, 'open')
  } catch (cause) {
    throw new FlowError('CONFIG_OUTPUT', `${target} cannot be written: ${reasonOf(cause)}`, { cause })
  }
  return toWriter(file, target)
}

/** Writes to a stream; `name` is what errors call it. */
export function toWriter(stream: Writable, name: string): Writer {
  const closed = new AbortController()
  let failure: unknown
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever closes a pipe has read enough: no failure of ours.
    if (error.code !== 'EPIPE') failure ??= cannotWrite(name, error)
    closed.abort()
  })
  stream.on('close', () => closed.abort())
  const settle = async (wait: Promise<unknown>) => {
    // A stream that fails while it is waited for says so by its error event, which is handled above.
    await wait.catch(() => undefined)
    if (failure !== undefined) throw failure
  }
  return {
    closed: closed.signal,
    write: async (text) => {
      if (failure !== undefined) throw failure
      if (closed.signal.aborted || stream.write(text)) return
      await settle(once(stream, 'drain', { signal: closed.signal }))
    },
    end: async () => {
      if (failure !== undefined) throw failure
      if (closed.signal.aborted) return
      // stdout stays open: Node does not let it be closed.
      await settle(new Promise<void>((resolve) => finish(stream, resolve)))
    },
  }
}

function finish(stream: Writable, done: () => void): void {
  stream.once('error', done)
  if (stream === process.stdout || stream === process.stderr) stream.write('', done)
  else stream.end(done)
}

function cannotWrite(name: string, cause: Error): FlowError {
  return new FlowError('LAUNCH_OUTPUT', `results cannot be written to ${name}: ${reasonOf(cause)}`, {
    cause,
  })
}
