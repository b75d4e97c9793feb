import type Docker from 'dockerode'
import type { EngineFailure } from './failure.ts'

/** Milliseconds that an Engine has to answer a ping. One that is merely busy answers in a few. */
const PING_TIMEOUT = 2_000

/** Milliseconds for which an Engine that did not answer is taken for silent without being asked again. */
const SILENT_FOR = 5_000

/** Makes a function that finds out whether an Engine answers. Callers that ask at the same time share one ping. */
export function makeProbe(engine: Docker): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined
  let silentUntil = 0
  return () => {
    if (performance.now() < silentUntil) return Promise.resolve(false)
    asking ??= ping(engine).then((answers) => {
      asking = undefined
      if (!answers) silentUntil = performance.now() + SILENT_FOR
      return answers
    })
    return asking
  }
}

async function ping(engine: Docker): Promise<boolean> {
  try {
    // The types of dockerode lack its options.
    const send = engine.ping as (options: object) => Promise<unknown>
    await send.call(engine, { abortSignal: AbortSignal.timeout(PING_TIMEOUT) })
    return true
  } catch (error) {
    return (error as EngineFailure).statusCode !== undefined
  }
}
