import { expect, test } from 'vitest'
import { type ContainerEnd, toPeaExit } from '../../src/container/exit.ts'

const MB = 1024 ** 2
const lastLines = ['bye']

const rows: [what: string, end: Omit<ContainerEnd, 'lastLines'>, exit: object][] = [
  ['an exit code', { status: 3, killedBy: 'unknown' }, { code: 3, signal: null }],
  ['the code of a missing program', { status: 127, killedBy: 'unknown' }, { code: 127, signal: null }],
  ['a signal', { status: 143, killedBy: 'unknown' }, { code: null, signal: 'SIGTERM' }],
  [
    'a lack of memory',
    { status: 137, killedBy: 'memory', memory: 512 * MB },
    { code: null, signal: 'SIGKILL', reason: 'out of memory (limit 512 MB)' },
  ],
  [
    'a lack of memory of the machine',
    { status: 137, killedBy: 'memory' },
    { code: null, signal: 'SIGKILL', reason: 'out of memory' },
  ],
  [
    'a lack of memory that the Engine does not tell',
    { status: 137, killedBy: 'unknown', memory: 1.5 * 1024 * MB },
    { code: null, signal: 'SIGKILL', reason: 'most likely out of memory (limit 1.5 GB)' },
  ],
  [
    'somebody who killed it',
    { status: 137, killedBy: 'request', memory: MB },
    { code: null, signal: 'SIGKILL', reason: 'killed through the Docker Engine' },
  ],
  ['a kill from outside', { status: 137, killedBy: 'unknown' }, { code: null, signal: 'SIGKILL' }],
  [
    'a restart of the Engine',
    { status: undefined, killedBy: 'unknown' },
    { code: null, signal: null, reason: 'the Docker Engine was restarted' },
  ],
]

test.each(rows)('it reads %s', (_what, end, exit) => {
  expect(toPeaExit({ ...end, lastLines })).toEqual({ ...exit, lastLines })
})
