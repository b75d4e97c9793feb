import { expect, test } from 'vitest'
import { toSshArguments } from '../../src/ssh/arguments.ts'

const local = '/tmp/here.sock'
const socket = '/var/run/docker.sock'

const rows: [what: string, address: object, end: readonly string[]][] = [
  ['a host, and what ssh knows of it', {}, ['-L', `${local}:${socket}`, '--', 'far']],
  ['a user', { user: 'me' }, ['-L', `${local}:${socket}`, '-l', 'me', '--', 'far']],
  ['a port', { port: 2222 }, ['-L', `${local}:${socket}`, '-p', '2222', '--', 'far']],
  ['another socket', { socket: '/run/x.sock' }, ['-L', `${local}:/run/x.sock`, '--', 'far']],
]

test.each(rows)('they lead to %s', (_what, address, end) => {
  const args = toSshArguments({ kind: 'ssh', host: 'far', socket, ...address }, local)
  expect(args.slice(-end.length)).toEqual(end)
})

test('they ask nobody, share no session and go on no longer than the line does', () => {
  const args = toSshArguments({ kind: 'ssh', host: 'far', socket }, local)
  const settings = args.filter((_, index) => args[index - 1] === '-o')
  expect(settings).toEqual([
    'BatchMode=yes',
    'ControlMaster=no',
    'ControlPath=none',
    'ExitOnForwardFailure=yes',
    'StreamLocalBindUnlink=yes',
    'ConnectTimeout=10',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    'LogLevel=INFO',
    'PermitLocalCommand=yes',
    'LocalCommand=echo ready',
  ])
  expect(args.slice(0, 4)).toEqual(['-N', '-T', '-a', '-x'])
})
