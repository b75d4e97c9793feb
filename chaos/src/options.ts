import { parseArgs } from 'node:util'

/** What the program was asked to do. */
export interface ChaosOptions {
  /** The seed of the first history; each further one has the next number. */
  readonly seed: number
  /** How many histories to run at most. */
  readonly histories: number
  /** Minutes after which no further history begins. */
  readonly minutes: number
  /** Only these faults, also those that are off. */
  readonly faults: readonly string[]
}

/** Reads the program's arguments. Without a number of histories or minutes it runs for one minute. */
export function readOptions(args: readonly string[], anySeed: number): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      histories: { type: 'string' },
      minutes: { type: 'string' },
      fault: { type: 'string', multiple: true },
    },
  })
  const { seed, histories, minutes, fault = [] } = values
  return {
    seed: toNumber('seed', seed) ?? anySeed,
    histories: toNumber('histories', histories) ?? Number.POSITIVE_INFINITY,
    minutes: toNumber('minutes', minutes) ?? (histories === undefined ? 1 : Number.POSITIVE_INFINITY),
    faults: fault,
  }
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isFinite(number) && number >= 0) return number
  throw new Error(`--${name} is "${text}", but must be a number of at least 0`)
}
