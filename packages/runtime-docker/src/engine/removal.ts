import type { Readable } from 'node:stream'
import type { Engine } from './connect.ts'

/** When to stop waiting for a container. */
export type RemovalCondition = 'removed' | 'next-exit'

/** The status with which a container ended; nothing if the connection to the Engine broke before. Never rejects. */
export type Removal = Promise<number | undefined>

/**
 * Waits for the end of a container. Resolves once the Engine waits too, so that no container can be gone before
 * someone asks how it ended; what it resolves to is wrapped, because a promise of a promise would be waited for.
 */
export async function awaitRemoval(
  engine: Engine,
  container: string,
  condition: RemovalCondition,
): Promise<{ readonly status: Removal }> {
  const answer = await new Promise<Readable>((resolve, reject) => {
    engine.modem.dial(
      {
        path: `/containers/${container}/wait?`,
        method: 'POST',
        options: { condition },
        isStream: true,
        statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
      },
      (error: unknown, stream: unknown) => (error ? reject(error) : resolve(stream as Readable)),
    )
  })
  return { status: readStatus(answer) }
}

async function readStatus(answer: Readable): Removal {
  try {
    let text = ''
    for await (const chunk of answer) text += String(chunk)
    const { StatusCode } = JSON.parse(text) as { readonly StatusCode?: number }
    return StatusCode
  } catch {
    return undefined // the daemon is gone, or going
  }
}
