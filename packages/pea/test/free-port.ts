import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that operating systems hand out themselves, so that no other socket gets it between two uses. */
const [LOWEST, HIGHEST] = [10_000, 32_000]

/** A port that is free and stays so until a test opens it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server
        .once('error', () => resolve(false))
        .listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(true))
    })
    if (!isFree) continue
    const closed = once(server, 'close')
    server.close()
    await closed
    return port
  }
}
