import { once } from 'node:events'
import { createServer } from 'node:net'

// Below those that Linux assigns by itself (32,768 and up), so that no connection takes one meanwhile.
const FIRST = 20_000
const LAST = 30_000

/** The first of as many ports in a row that nothing listens on. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count))
    const ports = Array.from({ length: count }, (_, index) => first + index)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false // something listens there
  } finally {
    server.close()
  }
}
