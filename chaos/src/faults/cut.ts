import { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import type { Fault } from './fault.ts'

/** Ends some of the connections of this process: links of the gateway, and control connections. */
export const cut: Fault = ({ random, note }) => {
  const connections = ownConnections()
  for (const connection of random.sample(connections, random.whole(1, connections.length))) {
    connection.destroy()
    note('cut')
  }
}

function ownConnections(): readonly Socket[] {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  const pipes = handles.flatMap((handle) => (handle instanceof ChildProcess ? handle.stdio : []))
  const apart = new Set<unknown>([...pipes, process.stdin, process.stdout, process.stderr])
  return handles.filter((handle): handle is Socket => handle instanceof Socket && !apart.has(handle))
}
