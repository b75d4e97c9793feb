import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { TlsOptions } from '@peaflow/serve'
import { reasonOf } from '../report/reason.ts'

/** The files of a certificate and its key. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/**
 * Reads a certificate and its key.
 *
 * @param directory - the folder that relative paths start from
 *
 * @throws FlowError `CONFIG_TLS` if one cannot be read.
 */
export function readTls({ cert, key }: TlsFiles, directory: string): TlsOptions {
  return { cert: read(cert, directory), key: read(key, directory) }
}

function read(file: string, directory: string): Buffer {
  try {
    return readFileSync(resolve(directory, file))
  } catch (cause) {
    throw new FlowError('CONFIG_TLS', `${file} cannot be read: ${reasonOf(cause)}`, {
      hint: 'Relative paths start from the folder of the flow file; those of options, from the working directory',
      cause,
    })
  }
}
