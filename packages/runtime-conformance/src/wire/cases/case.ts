import type { BrokenPea } from '../broken/broken-peas.ts'
import type { Scene } from '../scene/scene.ts'
import type { SceneOptions } from '../scene/spec.ts'

/** Opens scenes for a case, with the Pea under test in each. They are closed when the case is over. */
export type OpenScene = (options?: SceneOptions) => Promise<Scene>

/** One promise of the wire protocol, and its test. */
export interface WireCase {
  /** Completes the sentence "a Pea …". */
  readonly name: string
  /** The number of the section of the page that makes the promise. */
  readonly section: number
  /** The broken Pea that fails this case. */
  readonly catches: BrokenPea
  /**
   * Tests a Pea. Rejects with the reason if the promise is broken, and with {@link Untested} if this Pea cannot show
   * whether it is.
   */
  run(open: OpenScene): Promise<void>
}

/** A promise that a Pea can neither keep nor break, because it lacks what the promise is about. */
export class Untested extends Error {
  override readonly name = 'Untested'
}

/** Throws unless something holds. */
export function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

/** Throws unless two values are equal as JSON. */
export function checkEqual(what: string, { is, should }: { readonly is: unknown; readonly should: unknown }): void {
  const [found, expected] = [JSON.stringify(is), JSON.stringify(should)]
  check(found === expected, `${what} is ${found}, not ${expected}`)
}
