import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { reasonOf } from '../report/reason.ts'
import { wrongInput } from './wrong-input.ts'

/** Bytes to read documents from. */
export interface Source {
  /** Its name in messages. */
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
  /** Whether a person types it. */
  readonly interactive: boolean
  /** In bytes; `undefined` if it is unknown. */
  readonly size: number | undefined
  /** Ends it, also for a reader that waits for more. */
  close(): void
}

/**
 * Opens stdin, for `-`, or a file.
 *
 * @throws FlowError `CONFIG_INPUT` if the file cannot be read.
 */
export async function openSource(input: string): Promise<Source> {
  if (input === '-') {
    return toSource(process.stdin, { name: 'stdin', interactive: process.stdin.isTTY === true, size: undefined })
  }
  const file = createReadStream(input)
  try {
    await once(file, 'ready')
    const { size } = await stat(input)
    // Pipes and devices are said to have no bytes.
    return toSource(file, { name: input, interactive: false, size: size === 0 ? undefined : size })
  } catch (cause) {
    throw wrongInput(`${input} cannot be read: ${reasonOf(cause)}`, { hint: 'Name a file of documents', cause })
  }
}

function toSource(stream: Readable, as: Pick<Source, 'name' | 'interactive' | 'size'>): Source {
  return { ...as, chunks: readUntilClosed(stream, as.name), close: () => void stream.destroy() }
}

async function* readUntilClosed(stream: Readable, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch (cause) {
    // Closed by `close`: the rest is not wanted.
    if (stream.destroyed && stream.errored === null) return
    throw wrongInput(`${name} cannot be read: ${reasonOf(cause)}`, { hint: 'Name a file of documents', cause })
  }
}
