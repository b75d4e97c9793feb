import type { SshAddress } from '../address/address.ts'

/** What `ssh` prints once the way stands. */
export const READY = 'ready'

/** What holds for every session, whatever the user's own settings say. */
const SETTINGS = {
  // Nobody is there who could type a password, or say that a key is right.
  BatchMode: 'yes',
  // A session that others use would go on without us, or end without us.
  ControlMaster: 'no',
  ControlPath: 'none',
  ExitOnForwardFailure: 'yes',
  StreamLocalBindUnlink: 'yes',
  ConnectTimeout: '10',
  // A line that is cut ends the session after 15 s.
  ServerAliveInterval: '5',
  ServerAliveCountMax: '3',
  // What is refused is said on stderr.
  LogLevel: 'INFO',
  PermitLocalCommand: 'yes',
  LocalCommand: `echo ${READY}`,
} as const

/** The arguments of an `ssh` that leads from a socket of this machine to that of an Engine. Pure. */
export function toSshArguments({ host, user, port, socket }: SshAddress, local: string): readonly string[] {
  return [
    ...['-N', '-T', '-a', '-x'],
    ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...['-L', `${local}:${socket}`],
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['--', host],
  ]
}
