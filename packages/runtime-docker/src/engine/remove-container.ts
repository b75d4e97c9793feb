import type { Engine } from './connect.ts'
import { isInConflict, isMissing } from './failure.ts'

/**
 * Kills a container if it runs, and removes it with its anonymous volumes. Resolves when it no longer exists. Rejects when
 * the signal aborts.
 */
export async function removeContainer(engine: Engine, id: string, abortSignal?: AbortSignal): Promise<void> {
  const container = engine.getContainer(id)
  const aborts = abortSignal === undefined ? {} : { abortSignal }
  try {
    await container.remove({ force: true, v: true, ...aborts } as object)
  } catch (caught) {
    if (isMissing(caught)) return
    if (!isInConflict(caught)) throw caught
    // It is already being removed.
    await container.wait({ condition: 'removed', ...aborts } as object).catch((error) => {
      if (!isMissing(error)) throw error
    })
  }
}
