import type { PeaLogLine } from '@peaflow/core'
import { awaitExit, type ExitStatus } from '../engine/await-exit.ts'
import type { Engine } from '../engine/connect.ts'
import { removeContainer } from '../engine/remove-container.ts'
import type { CreateOptions } from './create-options.ts'
import { type Output, openOutput } from './output.ts'

/** A container that has been started. */
export interface StartedContainer {
  readonly id: string
  readonly output: Output
  /** Resolves when the attachment has ended and all of its output has been read. */
  readonly outputEnded: Promise<void>
  readonly status: ExitStatus
  /** Closes the attachment and with it stdin of the container, which ends a Pea that still runs. */
  detach(): void
}

const ATTACH = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true } as const

/** Creates a container, attaches to it and starts it, so that no output is lost. Removes it if it does not start. */
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
      awaitExit(engine, id, options.HostConfig.AutoRemove ? 'removed' : 'next-exit'),
    ])
    await engine.getContainer(id).start()
    return { id, output, ...attached, status }
  } catch (error) {
    await removeContainer(engine, id)
    throw error
  }
}

async function attach(
  engine: Engine,
  id: string,
  output: Output,
): Promise<Pick<StartedContainer, 'outputEnded' | 'detach'>> {
  const attachment = (await engine.getContainer(id).attach(ATTACH)) as NodeJS.ReadWriteStream & { destroy(): void }
  return { outputEnded: output.read(attachment), detach: () => attachment.destroy() }
}
