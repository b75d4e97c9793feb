import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

/** A destination of results, written no faster than it is read. */
export interface Writer {
  /** Aborts when the reader has closed the other end (`| head -1`). */
  readonly closed: AbortSignal
  /** Resolves when the writer can take more, or the signal aborts. */
  write(text: string, signal?: AbortSignal): Promise<void>
  /** Resolves when everything has been written, or the signal aborts. */
  end(signal?: AbortSignal): Promise<void>
}

/**
 * Opens stdout, for `-`, or a file.
 *
 * @throws FlowError `CONFIG_OUTPUT` if the file cannot be opened.
 */
export async function openWriter(target: string): Promise<Writer> {
  if (target === '-') return toWriter(process.stdout, 'stdout')
  const file = createWriteStream(target)
  try {
    await once(file, 'open')
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such folder' : reasonOf(cause)
    throw new FlowError('CONFIG_OUTPUT', `${target} cannot be written: ${why}`, { cause })
  }
  return toWriter(file, target)
}

/** A writer for a stream; error messages call it `name`. */
export function toWriter(stream: Writable, name: string): Writer {
  const closed = new AbortController()
  // Bound now, because `capturePrints` replaces it later.
  const write = stream.write.bind(stream)
  let failure: unknown
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe has read enough, which is not a failure.
    if (error.code !== 'EPIPE') failure ??= cannotWrite(name, error)
    closed.abort()
  })
  stream.on('close', () => closed.abort())
  const check = () => {
    if (failure !== undefined) throw failure
  }
  return {
    closed: closed.signal,
    write: async (text, signal) => {
      check()
      if (closed.signal.aborted || write(text)) return
      await settled((resolve) => stream.once('drain', resolve), [closed.signal, signal])
      check()
    },
    end: async (signal) => {
      check()
      await settled(
        (resolve) => {
          // Node does not allow stdout to be closed.
          if (stream === process.stdout || stream === process.stderr) write('', () => resolve())
          else stream.end(resolve)
        },
        [closed.signal, signal],
      )
      check()
    },
  }
}

/** Resolves when the operation does, or when one of the signals aborts. */
function settled(
  operation: (resolve: () => void) => void,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      for (const signal of signals) signal?.removeEventListener('abort', settle)
      resolve()
    }
    if (signals.some((signal) => signal?.aborted)) return resolve()
    for (const signal of signals) signal?.addEventListener('abort', settle)
    operation(settle)
  })
}

/** The error of a write that failed. */
export function cannotWrite(target: string, cause: Error): FlowError {
  return new FlowError('LAUNCH_OUTPUT', `${target} cannot be written: ${reasonOf(cause)}`, { cause })
}
