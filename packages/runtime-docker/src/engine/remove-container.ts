import type { Engine } from './connect.ts'
import { isInConflict, isMissing } from './failure.ts'

/** Kills a container if it runs, and removes it with its anonymous volumes. Resolves when it no longer exists. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  const container = engine.getContainer(id)
  try {
    await container.remove({ force: true, v: true })
  } catch (caught) {
    if (isMissing(caught)) return
    if (!isInConflict(caught)) throw caught
    // It is already being removed.
    await container.wait({ condition: 'removed' }).catch((error) => {
      if (!isMissing(error)) throw error
    })
  }
}
