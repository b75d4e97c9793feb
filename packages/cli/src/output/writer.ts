import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

/** Where results go, at the pace of whoever reads them. */
export interface Writer {
  /** Aborts when nobody reads any more (`| head -1`). */
  readonly closed: AbortSignal
  /** Is done when more can be taken, or the signal aborts. */
  write(text: string, signal?: AbortSignal): Promise<void>
  /** Is done when all has been taken, or the signal aborts. */
  end(signal?: AbortSignal): Promise<void>
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
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such folder' : reasonOf(cause)
    throw new FlowError('CONFIG_OUTPUT', `${target} cannot be written: ${why}`, { cause })
  }
  return toWriter(file, target)
}

/** Writes to a stream; `name` is what errors call it. */
export function toWriter(stream: Writable, name: string): Writer {
  const closed = new AbortController()
  let failure: unknown
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever closes a pipe has read enough: no failure of ours.
    if (error.code !== 'EPIPE') failure ??= cannotWrite(`what goes to ${name}`, error)
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
      if (closed.signal.aborted || stream.write(text)) return
      await either((done) => stream.once('drain', done), [closed.signal, signal])
      check()
    },
    end: async (signal) => {
      check()
      await either((done) => finish(stream, done), [closed.signal, signal])
      check()
    },
  }
}

/** Resolves when something is done, or one of the signals aborts. */
function either(begin: (done: () => void) => void, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const signal of signals) signal?.removeEventListener('abort', done)
      resolve()
    }
    if (signals.some((signal) => signal?.aborted)) return resolve()
    for (const signal of signals) signal?.addEventListener('abort', done)
    begin(done)
  })
}

function finish(stream: Writable, done: () => void): void {
  // stdout stays open: Node does not let it be closed.
  if (stream === process.stdout || stream === process.stderr) stream.write('', done)
  else stream.end(done)
}

/** Why what was to be written is not; `what` is what errors call it. */
export function cannotWrite(what: string, cause: Error): FlowError {
  return new FlowError('LAUNCH_OUTPUT', `${what} cannot be written: ${reasonOf(cause)}`, { cause })
}
