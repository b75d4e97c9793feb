import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { bindMount } from '../container/volume.ts'
import type { Engine } from '../engine/connect.ts'
import { removeContainer } from '../engine/remove-container.ts'

/** The container of a probe. */
export interface ProbeOptions {
  /** An image that the Engine has. Nothing of it runs. */
  readonly image: string
  /** By which the container is found and removed if this process ends meanwhile. */
  readonly labels: Readonly<Record<string, string>>
}

/**
 * Proves that a folder of this machine is the same folder in a container: creates a container with the folder mounted,
 * without starting it, and reads a random file of the folder out of it. Leaves neither.
 */
export async function probeFolder(engine: Engine, folder: string, { image, labels }: ProbeOptions): Promise<boolean> {
  const name = `.probe-${randomBytes(6).toString('hex')}`
  const text = randomBytes(16).toString('hex')
  const file = join(folder, name)
  await writeFile(file, text, { mode: 0o600 })
  try {
    const { id } = await engine.createContainer({
      Image: image,
      Entrypoint: ['/peaflow-probe'],
      Labels: labels,
      NetworkDisabled: true,
      HostConfig: { Mounts: [bindMount(folder, folder, true)] },
    } as object)
    try {
      const archive = await engine.getContainer(id).getArchive({ path: file })
      return (await buffer(archive)).includes(text)
    } finally {
      await removeContainer(engine, id)
    }
  } finally {
    await rm(file, { force: true })
  }
}
