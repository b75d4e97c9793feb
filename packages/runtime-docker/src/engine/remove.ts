import type { Engine } from './connect.ts'
import { isInConflict, isMissing } from './problem.ts'

/** Ends a container if it runs, and removes it and its anonymous volumes. Done when nothing of it is left. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  const container = engine.getContainer(id)
  try {
    await container.remove({ force: true, v: true })
  } catch (caught) {
    if (isMissing(caught)) return
    if (!isInConflict(caught)) throw caught
    // It is being removed already.
    await container.wait({ condition: 'removed' }).catch((error) => {
      if (!isMissing(error)) throw error
    })
  }
}
