import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** A port of this machine that was free a moment ago, for tests of ports that the user chooses. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
