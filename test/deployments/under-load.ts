import { expect } from 'vitest'
import { type Failure, Load, type LoadOptions } from './load.ts'
import type { Address, Answers } from './search.ts'

/** What is asked questions while something happens. */
export interface UnderLoad extends LoadOptions {
  /** The platform and what happens there, for the figures that are printed. */
  readonly name: string
  readonly address: Address
  /** The answers of the laptop. */
  readonly expected: Answers
}

/**
 * Has questions asked while something happens, and until some more have been answered after it, and prints how long clients
 * waited. It expects an answer to each, unless the load is persistent: then it returns those that had none.
 */
export async function underLoad(
  { name, address, expected, isPersistent = false }: UnderLoad,
  happens: (load: Load) => Promise<unknown>,
): Promise<readonly Failure[]> {
  const load = new Load(address, expected.found, { isPersistent })
  await load.more(10)
  const waits = await load.during(() => happens(load))
  const failures = await load.end()
  console.info(`${name}: ${failures.length} questions lost; in ms: ${JSON.stringify(waits)}`)
  if (!isPersistent) expect(failures).toEqual([])
  return failures
}

/** Milliseconds until a question has failed whose Flow is gone. */
const GIVEN_UP = 5_000

/**
 * Has questions asked while the Flow itself goes, and until it has come back and answered some more. Those that it took with
 * it have failed within 5 s, with status 503 or without an answer.
 */
export async function whileFlowGoes(
  asked: Omit<UnderLoad, 'isPersistent'>,
  happens: (load: Load) => Promise<unknown>,
): Promise<void> {
  const failures = await underLoad({ ...asked, isPersistent: true }, happens)
  console.info(`each failed within ${Math.max(0, ...failures.map(({ wait }) => wait))} ms`)
  expect(failures.filter(({ status }) => status !== undefined && status !== 503)).toEqual([])
  expect(failures.filter(({ wait }) => wait > GIVEN_UP)).toEqual([])
}
