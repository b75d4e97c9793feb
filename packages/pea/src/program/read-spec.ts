import { readFileSync, readSync } from 'node:fs'
import { addPeaInput, FlowError, type PeaSpec, parsePeaArgs, readsPeaInput, SPEC_FILE } from '@peaflow/core'

const STDIN = 0
const NEWLINE = 10
const CHUNK_BYTES = 65_536

/** Milliseconds between two looks at a standard input that has nothing yet. */
const LOOK_INTERVAL = 5

/**
 * Reads the spec of this process: its arguments, and its private values from the first line of standard input or from
 * the file that {@link SPEC_FILE} names.
 *
 * @throws FlowError `CONFIG_FLAG_…` or `CONFIG_PEA_INPUT`.
 */
export function readSpec(argv: readonly string[]): PeaSpec {
  const spec = parsePeaArgs(argv)
  const file = process.env[SPEC_FILE]
  delete process.env[SPEC_FILE]
  if (readsPeaInput(argv)) return addPeaInput(spec, readFirstLine())
  return file ? addPeaInput(spec, readFile(file)) : spec
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FlowError('CONFIG_PEA_INPUT', `${SPEC_FILE} names a file that cannot be read: ${messageOf(cause)}`, {
      hint: `Make the file readable for the user of the Pea, or unset ${SPEC_FILE}`,
      cause,
    })
  }
}

/**
 * Reads in this thread, without a stream: that takes less of a start, and leaves standard input to the lifeline, in
 * another thread if need be. Nothing follows the line.
 */
function readFirstLine(): string {
  const chunks: Buffer[] = []
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    const bytes = readChunk(chunk)
    if (bytes === 0) throw noLine('it ended before that')
    const end = chunk.subarray(0, bytes).indexOf(NEWLINE)
    chunks.push(chunk.subarray(0, end < 0 ? bytes : end))
    if (end >= 0) return Buffer.concat(chunks).toString()
  }
}

function readChunk(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(STDIN, chunk)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw noLine(messageOf(error), error)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_INTERVAL)
    }
  }
}

function noLine(reason: string, cause?: unknown): FlowError {
  const message = `the first line of standard input has to bring the arguments of the executor, but ${reason}`
  return new FlowError('CONFIG_PEA_INPUT', message, {
    hint: 'The launcher writes the line and leaves standard input open; an entrypoint must pass its own on: exec peaflow pea "$@", or exec 3<&0; peaflow pea "$@" <&3 &',
    cause,
  })
}

function messageOf(caught: unknown): string {
  return caught instanceof Error ? caught.message : String(caught)
}
