import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type PeaSpec, parsePeaArgs } from '@peaflow/core'

/**
 * How a Pea of the suite behaves: the name of an executor in the folder `executors` of this package. `tidy` prints its
 * arguments and serves; `talk` writes lines, then ends or stays; `stuck` never returns.
 */
export type Behaviour = 'tidy' | 'talk' | 'stuck'

/** One Pea of the suite. */
export interface SuitePea {
  readonly behaviour: Behaviour
  /** @defaultValue `conformance` */
  readonly name?: string | undefined
  /** @defaultValue `{}` */
  readonly with?: Readonly<Record<string, unknown>> | undefined
}

/** The folder of this package, from its sources and from its build alike. */
const PACKAGE = dirname(createRequire(import.meta.url).resolve('@peaflow/runtime-conformance/package.json'))

/** The spec of a Pea with this behaviour. No Flow listens at its control address. */
export function toSuiteSpec({ behaviour, name = 'conformance', with: args = {} }: SuitePea): PeaSpec {
  return {
    ...parsePeaArgs(['--name', name, '--uses', `./${behaviour}.mjs`, '--control', '127.0.0.1:1']),
    with: args,
    flow: 'conformance',
    flowId: 'c0f0c0f0c0f0c0f0',
    directory: join(PACKAGE, 'executors'),
  }
}
