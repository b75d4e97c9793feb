import { expect, test } from 'vitest'
import { type ContainerEnd, toPeaExit } from '../../src/container/exit.ts'

const MB = 1024 ** 2
const lastLines = ['bye']

const rows: [what: string, end: Omit<ContainerEnd, 'lastLines'>, exit: object][] = [
  ['an exit code', { status: 3, killReason: 'unknown' }, { code: 3, signal: null }],
  ['the code of a missing program', { status: 127, killReason: 'unknown' }, { code: 127, signal: null }],
  [
    'the end of a Pea whose executor reached the memory limit',
    { status: 1, killReason: 'memory', memory: 512 * MB },
    { code: 1, signal: null, reason: 'out of memory (limit 512 MB)', outOfMemory: true },
  ],
  ['the end of a Pea that was stopped', { status: 1, killReason: 'request', memory: MB }, { code: 1, signal: null }],
  ['a signal', { status: 143, killReason: 'unknown' }, { code: null, signal: 'SIGTERM' }],
  [
    'a memory limit that was reached',
    { status: 137, killReason: 'memory', memory: 512 * MB },
    { code: null, signal: 'SIGKILL', reason: 'out of memory (limit 512 MB)', outOfMemory: true },
  ],
  [
    'a machine that ran out of memory',
    { status: 137, killReason: 'memory' },
    { code: null, signal: 'SIGKILL', reason: 'out of memory', outOfMemory: true },
  ],
  [
    'a kill that the Engine knows no reason of, in a container with a memory limit',
    { status: 137, killReason: 'unknown', memory: 1.5 * 1024 * MB },
    { code: null, signal: 'SIGKILL', reason: 'for a reason that the Docker Engine does not know; memory limit 1.5 GB' },
  ],
  [
    'a kill through the Engine',
    { status: 137, killReason: 'request', memory: MB },
    { code: null, signal: 'SIGKILL', reason: 'killed through the Docker Engine' },
  ],
  ['a kill from outside', { status: 137, killReason: 'unknown' }, { code: null, signal: 'SIGKILL' }],
  [
    'a connection to the Engine that broke',
    { status: undefined, killReason: 'unknown' },
    { code: null, signal: null, reason: 'the connection to the Docker Engine broke' },
  ],
  [
    'a connection to the Engine of another machine that broke',
    { status: undefined, killReason: 'unknown', machine: 'gpu-1' },
    { code: null, signal: null, reason: 'the connection to the Docker Engine on gpu-1 broke' },
  ],
  [
    'a container that may still be there',
    { status: undefined, killReason: 'unknown', machine: 'gpu-1', left: 'search-encode-0-1f' },
    {
      code: null,
      signal: null,
      reason: 'the Docker Engine on gpu-1 does not answer, so the container search-encode-0-1f may still be there',
    },
  ],
]

test.each(rows)('it reads %s', (_what, end, exit) => {
  expect(toPeaExit({ ...end, lastLines })).toEqual({ ...exit, lastLines })
})
