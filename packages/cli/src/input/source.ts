import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

/** Bytes to read documents from. */
export interface Source {
  /** Its name in messages. */
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
  /** Whether a person types it. */
  readonly interactive: boolean
  /** How much of it has been read, from 0 to 1; `undefined` if its size is unknown. */
  read(): number | undefined
  /** Ends it, also for a reader that waits for more. */
  close(): void
}

/**
 * Opens stdin, for `-`, or a file.
 *
 * @throws FlowError `CONFIG_INPUT` if the file cannot be read.
 */
export async function openSource(input: string): Promise<Source> {
  if (input === '-') return toSource(process.stdin, { name: 'stdin', interactive: process.stdin.isTTY === true })
  const file = createReadStream(input)
  try {
    await once(file, 'ready')
    const { size } = await stat(input)
    const read = () => (size === 0 ? undefined : file.bytesRead / size)
    return { ...toSource(file, { name: input, interactive: false }), read }
  } catch (cause) {
    throw new FlowError('CONFIG_INPUT', `${input} cannot be read: ${reasonOf(cause)}`, { cause })
  }
}

function toSource(stream: Readable, as: Pick<Source, 'name' | 'interactive'>): Source {
  return { ...as, chunks: readUntilClosed(stream, as.name), read: () => undefined, close: () => void stream.destroy() }
}

async function* readUntilClosed(stream: Readable, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch (cause) {
    // Closed by `close`: the rest is not wanted.
    if (stream.destroyed && stream.errored === null) return
    throw new FlowError('CONFIG_INPUT', `${name} cannot be read: ${reasonOf(cause)}`, { cause })
  }
}
