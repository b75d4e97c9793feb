import type { PeaLogLine } from '@peaflow/core'
import { awaitExit, type ExitStatus } from '../engine/await-exit.ts'
import type { Engine } from '../engine/connect.ts'
import { removeContainer } from '../engine/remove-container.ts'
import type { CreateOptions } from './create-options.ts'
import { type Output, openOutput } from './output.ts'
import { putSpecFile, readsSpecFile } from './spec-file.ts'

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

/** What a container gets besides its create options. */
export interface ContainerInput {
  /** The private values of the Pea, which no label, name, argument or variable may show; empty if there are none. */
  readonly input: string
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
}

/**
 * Creates a container, attaches to it and starts it, so that no output is lost. The private values of the Pea go to its
 * stdin, or to a file in it if it has none. Removes the container if it does not start.
 */
export async function startContainer(
  engine: Engine,
  { name, ...options }: CreateOptions,
  { input, onLog }: ContainerInput,
): Promise<StartedContainer> {
  // dockerode would repeat all options in the URL, which the Engine limits to 1 MB.
  const { id } = await engine.createContainer({ _query: { name }, _body: options } as object)
  const output = openOutput(onLog)
  const isFile = readsSpecFile(options)
  try {
    if (isFile && input !== '') await putSpecFile(engine.getContainer(id), input)
    const [attached, { status }] = await Promise.all([
      attach(engine, id, { output, input: isFile ? '' : input }),
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
  { output, input }: { readonly output: Output; readonly input: string },
): Promise<Pick<StartedContainer, 'outputEnded' | 'detach'>> {
  const attachment = (await engine.getContainer(id).attach(ATTACH)) as NodeJS.ReadWriteStream & { destroy(): void }
  const outputEnded = output.read(attachment)
  if (input !== '') attachment.write(input)
  return { outputEnded, detach: () => attachment.destroy() }
}
