import type { PeaLogLine } from '@peaflow/core'
import { awaitExit, type ExitStatus } from '../engine/await-exit.ts'
import type { Engine } from '../engine/connect.ts'
import { type EngineAccess, removeInTime } from '../engine/remove-in-time.ts'
import type { CreateOptions } from './create-options.ts'
import { type Output, openOutput } from './output.ts'
import { putSpecFile, readsSpecFile } from './spec-file.ts'

/** A container that has been started. */
export interface StartedContainer {
  readonly id: string
  readonly output: Output
  /** Resolves when the attachment has ended and all of its output has been read. */
  readonly outputEnded: Promise<void>
  /** `undefined` if the connection to the Engine broke first, or the container was abandoned. */
  readonly status: ExitStatus
  /** Waits no longer for the Engine to report the end. */
  abandon(): void
  /** Closes the attachment and with it stdin of the container, which ends a Pea that still runs. */
  detach(): void
}

const ATTACH = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true } as const

/** What a container gets besides its create options. */
export interface ContainerInput {
  /** The private values of the Pea, which no label, name, argument or variable may show; empty if there are none. */
  readonly input: string
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
  /** Gives up requests that the Engine does not answer. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Creates a container, attaches to it and starts it, so that no output is lost. The private values of the Pea go to its
 * stdin, or to a file in it if it has none. Removes the container if it does not start, and says so if that fails.
 */
export async function startContainer(
  access: EngineAccess,
  { name, ...options }: CreateOptions,
  { input, onLog, signal }: ContainerInput,
): Promise<StartedContainer> {
  const { engine } = access
  const aborts = signal === undefined ? {} : { abortSignal: signal }
  // dockerode would repeat all options in the URL, which the Engine limits to 1 MB.
  const { id } = await engine.createContainer({ _query: { name }, _body: options, ...aborts } as object)
  const output = openOutput(onLog)
  const isFile = readsSpecFile(options)
  try {
    if (isFile && input !== '') await putSpecFile(engine.getContainer(id), input)
    const [attached, waited] = await Promise.all([
      attach(engine, id, { output, input: isFile ? '' : input, aborts }),
      awaitExit(engine, id, { condition: options.HostConfig.AutoRemove ? 'removed' : 'next-exit', ...aborts }),
    ])
    await engine.getContainer(id).start(aborts)
    return { id, output, ...attached, ...waited }
  } catch (error) {
    if (!(await removeInTime(access, id))) onLog?.(mayRemain(name))
    throw error
  }
}

async function attach(
  engine: Engine,
  id: string,
  { output, input, aborts }: { readonly output: Output; readonly input: string; readonly aborts: object },
): Promise<Pick<StartedContainer, 'outputEnded' | 'detach'>> {
  const attachment = (await engine.getContainer(id).attach({ ...ATTACH, ...aborts })) as NodeJS.ReadWriteStream & {
    destroy(): void
  }
  const outputEnded = output.read(attachment)
  if (input !== '') attachment.write(input)
  return { outputEnded, detach: () => attachment.destroy() }
}

/** The line that says of a container that its Engine did not confirm its end. */
export function mayRemain(name: string): PeaLogLine {
  const text = `the Docker Engine does not answer, so the container ${name} may still be there; once it answers: peaflow prune`
  return { stream: 'stderr', text }
}
