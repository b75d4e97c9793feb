import { expect, test } from 'vitest'
import { toSshArguments } from '../../src/ssh/arguments.ts'

const local = '/tmp/here.sock'
const socket = '/var/run/docker.sock'

const rows: [what: string, address: object, end: readonly string[]][] = [
  ['a host, with the settings of ssh', {}, ['-L', `${local}:${socket}`, '--', 'remote']],
  ['a user', { user: 'me' }, ['-L', `${local}:${socket}`, '-l', 'me', '--', 'remote']],
  ['a port', { port: 2222 }, ['-L', `${local}:${socket}`, '-p', '2222', '--', 'remote']],
  ['another socket', { socket: '/run/x.sock' }, ['-L', `${local}:/run/x.sock`, '--', 'remote']],
]

test.each(rows)('they lead to %s', (_what, address, end) => {
  const args = toSshArguments({ kind: 'ssh', host: 'remote', socket, ...address }, local)
  expect(args.slice(-end.length)).toEqual(end)
})

test('they never prompt, share no connection and end when the connection is cut', () => {
  const args = toSshArguments({ kind: 'ssh', host: 'remote', socket }, local)
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
