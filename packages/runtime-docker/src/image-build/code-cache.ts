import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { LIFELINE } from '@peaflow/core'
import type { Entry } from '../archive/entry.ts'

/** The program that runs one Pea. */
export interface PeaProgram {
  /** Its path in the image, without the leading slash. */
  readonly path: string
  /** Its file on this machine. */
  readonly from: string
}

/**
 * Runs one Pea on this machine, with the Node that goes into the image, and returns V8's code cache of its program, which
 * saves a fifth of the processor time of each start. The containers of a Flow cannot write it themselves, because they do
 * not run as root. `scratch` is an absolute folder that is removed after the build.
 */
export async function makeCodeCache({ path, from }: PeaProgram, scratch: string): Promise<readonly Entry[]> {
  const file = join(scratch, 'pea.cache')
  const pea = spawn(process.execPath, [from, '--name', 'warm', '--control', '127.0.0.1:1'], {
    env: {
      ...process.env,
      // What the user has set for Node, and for Peas, would change what is cached.
      NODE_OPTIONS: undefined,
      PEAFLOW_TUNING: undefined,
      // A Pea that finds a cache writes none.
      XDG_CACHE_HOME: scratch,
      PEAFLOW_CODE_CACHE: file,
      [LIFELINE]: `${process.pid}`,
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  // This lifeline ends the Pea as soon as it is open. It writes the cache when it exits.
  pea.stdin.on('error', () => {}).end()
  const [output] = await Promise.all([text(pea.stderr), once(pea, 'exit')])
  const cache = await readFile(file).catch((cause) => {
    throw new Error(`a Pea does not start on this machine: ${output.trim()}`, { cause })
  })
  return [{ path: `${path}.cache`, bytes: asOfImage(cache) }]
}

/** The first line names the program by its size and its time, which is 0 for each file of an image. */
function asOfImage(cache: Buffer): Buffer {
  const end = cache.indexOf('\n')
  const key = cache.toString('utf8', 0, end).replace(/ [\d.]+$/, ' 0')
  return Buffer.concat([Buffer.from(key), cache.subarray(end)])
}
