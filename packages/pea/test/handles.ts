import { eventually } from './eventually.ts'

const SOCKETS = /^(TCP|Pipe)\w*Wrap$/

/** How many sockets and servers of Node are open in this process. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => SOCKETS.test(name)).length
}

/** Runs a test, and resolves once it has left no socket open. */
export async function withoutLeaks(test: () => Promise<void>): Promise<void> {
  const before = openSockets()
  await test()
  await eventually(openSockets).toBeLessThanOrEqual(before)
}
