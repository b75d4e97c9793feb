import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { PeaLogLine, PeaSpec } from '@peaflow/core'
import { afterEach } from 'vitest'
import type { ExecutorHost } from '../../../src/executor/host.ts'
import { processHost } from '../../../src/executor/process/host.ts'
import { folderOf } from '../folder.ts'
import { ALL, SPEAK, specOfProgram } from './programs.ts'

/** A folder with programs. */
export const directory = folderOf({
  'speak.mjs': SPEAK,
  'all.mjs': ALL,
  'deaf.mjs': 'setInterval(() => {}, 1e6)',
  'silent.sh': '#!/bin/sh\nexec 4>&-\nexec sleep 1000',
  'lines.mjs': `
    import { createInterface } from 'node:readline'
    for await (const line of createInterface({ input: process.stdin })) {
      const { id, endpoint, documents, parameters } = JSON.parse(line)
      if (endpoint === '/fail') console.log(JSON.stringify({ id, error: 'no' }))
      else if (endpoint === '/chat') console.log('hello')
      else console.log(JSON.stringify(documents.map((one) => ({ ...one, ...parameters }))))
    }`,
  'plain.txt': '',
})
chmodSync(join(directory, 'silent.sh'), 0o755)

const hosts: ExecutorHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) host.kill?.()
})

/** What the host that was opened last logged. */
export const logged: { lines: PeaLogLine[] } = { lines: [] }

/** Opens a host, which is killed after the test. */
export function open(spec: PeaSpec): ExecutorHost {
  // Of its own: a host that was killed before may still write.
  const lines: PeaLogLine[] = []
  logged.lines = lines
  const host = processHost(spec, { onLog: (line) => lines.push(line) })
  hosts.push(host)
  return host
}

/** A host whose program is ready. */
export async function ready(spec: Partial<PeaSpec> = {}): Promise<ExecutorHost> {
  const host = open(specOfProgram(directory, 'all.mjs', spec))
  await host.setup()
  return host
}

export const one = [{ id: 'a', embedding: new Float32Array([1, 2]) }]
