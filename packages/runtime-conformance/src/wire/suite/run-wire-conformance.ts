import type { BrokenPea } from '../broken/broken-peas.ts'
import { brokenPeas } from '../broken/broken-peas.ts'
import { wireCases } from '../cases/all.ts'
import type { WireCase } from '../cases/case.ts'
import { Untested } from '../cases/case.ts'
import { Scene } from '../scene/scene.ts'
import type { WireSubject } from '../subject/subject.ts'

/** Whether a promise holds for a Pea. */
export interface WireResult {
  /** Completes the sentence "a Pea …". */
  readonly name: string
  /** The number of the section of the page that makes the promise. */
  readonly section: number
  /** `untested`: this Pea cannot show whether it does. */
  readonly outcome: 'holds' | 'broken' | 'untested'
  /** Why, unless it holds. */
  readonly reason?: string | undefined
}

/** Options of {@link runWireConformance}. */
export interface WireConformanceOptions {
  /** @defaultValue all cases of the suite */
  readonly cases?: readonly WireCase[] | undefined
  /** Receives each result as soon as it and those before it are known. */
  readonly onResult?: ((result: WireResult) => void) | undefined
  /**
   * How many Peas run at once. They may delay one another.
   *
   * @defaultValue 2
   */
  readonly concurrency?: number | undefined
  /** Makes the Pea seem to break a promise, to see that the suite notices. */
  readonly breaks?: BrokenPea | undefined
}

/**
 * Tests a Pea against the wire protocol. A broken promise is a result, not an error. The results are in the order of the
 * cases.
 *
 * @example
 * const results = await runWireConformance(commandSubject({ command: ['python3', 'pea.py'] }))
 * for (const { name, reason } of results.filter(({ outcome }) => outcome === 'broken')) console.error(`a Pea ${name}: ${reason}`)
 */
export async function runWireConformance(
  subject: WireSubject,
  { cases = wireCases, onResult, concurrency = 2, breaks }: WireConformanceOptions = {},
): Promise<readonly WireResult[]> {
  const results: WireResult[] = []
  const due = [...cases.entries()]
  let reported = 0
  const report = () => {
    for (let next = results[reported]; next !== undefined; next = results[reported]) {
      reported += 1
      onResult?.(next)
    }
  }
  const runAll = async () => {
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      const [index, one] = next
      results[index] = await runCase(one, subject, breaks)
      report()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, runAll))
  return results
}

async function runCase(
  { name, section, run }: WireCase,
  subject: WireSubject,
  breaks?: BrokenPea,
): Promise<WireResult> {
  const scenes: Scene[] = []
  const tamper = breaks === undefined ? () => ({}) : brokenPeas[breaks]
  try {
    await run(async (options = {}) => {
      const scene = await Scene.open(subject, tamper(), options)
      scenes.push(scene)
      return scene
    })
    const violation = scenes.map((scene) => scene.violation).find((one) => one !== undefined)
    if (violation === undefined) return { name, section, outcome: 'holds' }
    return { name, section, outcome: 'broken', reason: `it sent what breaks the protocol: ${violation}` }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { name, section, outcome: error instanceof Untested ? 'untested' : 'broken', reason }
  } finally {
    await Promise.all(scenes.map((scene) => scene.close()))
  }
}
