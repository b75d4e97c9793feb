import { fileURLToPath } from 'node:url'
import { type PeaSpec, parsePeaArgs } from '@peaflow/core'

/**
 * How a Pea of the suite behaves: an executor of that name in this package's folder `executors`. `tidy` says what it
 * was given and serves; `talk` writes lines, then ends or stays; `stuck` never answers.
 */
export type Behaviour = 'tidy' | 'talk' | 'stuck'

/** One Pea of the suite. */
export interface SuitePea {
  readonly behaviour: Behaviour
  /** @defaultValue `conformance` */
  readonly name?: string | undefined
  /** @defaultValue nothing */
  readonly with?: Readonly<Record<string, unknown>> | undefined
}

/** The spec of a Pea that behaves so; nobody listens at its control address. */
export function toSuiteSpec({ behaviour, name = 'conformance', with: given = {} }: SuitePea): PeaSpec {
  return {
    ...parsePeaArgs(['--name', name, '--uses', `./${behaviour}.mjs`, '--control', '127.0.0.1:1']),
    with: given,
    flow: 'conformance',
    flowId: 'c0f0c0f0c0f0c0f0',
    directory: fileURLToPath(new URL('../executors', import.meta.url)),
  }
}
