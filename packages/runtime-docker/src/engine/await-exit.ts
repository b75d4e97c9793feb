import type { Readable } from 'node:stream'
import type { Engine } from './connect.ts'

/** What to wait for. */
export type ExitCondition = 'removed' | 'next-exit'

/** How to wait. */
export interface AwaitExitOptions {
  readonly condition: ExitCondition
  /** Gives up a request that the Engine does not answer. */
  readonly abortSignal?: AbortSignal | undefined
}

/** The exit code of a container; `undefined` if the connection to the Engine broke first. Never rejects. */
export type ExitStatus = Promise<number | undefined>

/**
 * Waits for the end of a container. Resolves once the Engine has accepted the request: from then on the container
 * cannot end unnoticed. The status is wrapped in an object, because `await` would otherwise wait for it too; `abandon` ends
 * the wait, as if the connection had broken.
 */
export async function awaitExit(
  engine: Engine,
  container: string,
  { condition, abortSignal }: AwaitExitOptions,
): Promise<{ readonly status: ExitStatus; abandon(): void }> {
  const response = await new Promise<Readable>((resolve, reject) => {
    engine.modem.dial(
      {
        path: `/containers/${container}/wait?`,
        method: 'POST',
        options: { condition },
        isStream: true,
        ...(abortSignal && { abortSignal }),
        statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
      },
      (error: unknown, stream: unknown) => (error ? reject(error) : resolve(stream as Readable)),
    )
  })
  return { status: readStatus(response), abandon: () => void response.destroy() }
}

async function readStatus(response: Readable): ExitStatus {
  try {
    let body = ''
    for await (const chunk of response) body += String(chunk)
    const { StatusCode } = JSON.parse(body) as { readonly StatusCode?: number }
    return StatusCode
  } catch {
    return undefined // the Engine has ended, or is ending
  }
}
