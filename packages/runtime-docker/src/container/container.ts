import type { PeaLogLine } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { awaitRemoval, type Removal } from '../engine/removal.ts'
import { removeContainer } from '../engine/remove.ts'
import type { CreateOptions } from './create-options.ts'
import { type Output, openOutput } from './output.ts'

/** A container that has been started. */
export interface StartedContainer {
  readonly id: string
  readonly output: Output
  /** Resolves when all that it wrote so far has been read and the attachment is at its end. */
  readonly read: Promise<void>
  readonly removal: Removal
  /** Lets go of its stdin, which ends a Pea that is still there. */
  detach(): void
}

const ATTACH = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true } as const

/**
 * Creates and starts a container, attached from its first byte. One that does not start leaves nothing behind.
 */
export async function startContainer(
  engine: Engine,
  options: CreateOptions,
  onLog: ((line: PeaLogLine) => void) | undefined,
): Promise<StartedContainer> {
  const { id } = await engine.createContainer(options as object)
  const output = openOutput(onLog)
  try {
    const [attached, { status }] = await Promise.all([
      attach(engine, id, output),
      awaitRemoval(engine, id, options.HostConfig.AutoRemove ? 'removed' : 'next-exit'),
    ])
    await engine.getContainer(id).start()
    return { id, output, ...attached, removal: status }
  } catch (error) {
    await removeContainer(engine, id)
    throw error
  }
}

async function attach(engine: Engine, id: string, output: Output): Promise<Pick<StartedContainer, 'read' | 'detach'>> {
  const attachment = (await engine.getContainer(id).attach(ATTACH)) as NodeJS.ReadWriteStream & { destroy(): void }
  return { read: output.read(attachment), detach: () => attachment.destroy() }
}
