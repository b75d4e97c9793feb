import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { killIfThere } from '../../../../test/kill.ts'
import type { Machine } from '../../../../test/machines/machine.ts'

/** An SSH server on each of several machines, and an `ssh` command that they accept. */
export interface SshServers {
  /** A `PATH` whose `ssh` knows the servers' key, and has a key that they accept. */
  readonly path: string
  /** Like `path`, for an `ssh` that differs in one setting of its configuration. */
  pathWith(setting: string): string
  close(): Promise<void>
}

/** Starts a server on each machine, with keys that they share. */
export async function openSshServers(...machines: readonly Machine[]): Promise<SshServers> {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-sshd-'))
  const hostKey = makeKey(folder, 'host')
  const userKey = makeKey(folder, 'user')
  // sshd needs this folder for privilege separation.
  mkdirSync('/run/sshd', { recursive: true })
  const config = join(folder, 'sshd_config')
  writeFileSync(config, [`HostKey ${hostKey}`, `AuthorizedKeysFile ${userKey}.pub`, ...SETTINGS].join('\n'))
  const children = await Promise.all(machines.map((machine) => startServer(machine, config)))
  const known = join(folder, 'known_hosts')
  const publicKey = readFileSync(`${hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  writeFileSync(known, machines.map(({ address }) => `${address} ${publicKey}\n`).join(''))
  const ours = [`IdentityFile ${userKey}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${known}`]
  const pathWith = (setting: string) => makeCommand(mkdtempSync(join(folder, 'bin-')), [setting, ...ours])
  return {
    path: pathWith('StrictHostKeyChecking yes'),
    pathWith,
    close: async () => {
      await Promise.all(children.map(endServer))
      rmSync(folder, { recursive: true })
    },
  }
}

const SETTINGS = [
  'PidFile none',
  'UsePAM no',
  'StrictModes no',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
]

async function startServer(machine: Machine, config: string): Promise<ChildProcess> {
  const args = ['-D', '-e', '-f', config, '-o', `ListenAddress=${machine.address}`]
  const child = machine.spawn(findProgram('sshd'), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const lines = createInterface({ input: child.stderr ?? process.stdin })
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => void (line.startsWith('Server listening') && resolve()))
  })
  return child
}

async function endServer(child: ChildProcess): Promise<void> {
  // Processes of connections that were cut still wait for them.
  for (const pid of childrenOf(child.pid)) killIfThere(pid, 'SIGTERM')
  while (childrenOf(child.pid).length > 0) await wait(20)
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

function childrenOf(pid = 0): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

/** The ids of the `ssh` processes that lead to a machine. */
export function sshTo({ address }: Machine): readonly number[] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' })
  const lines = stdout.split('\n').filter((line) => /^ *\d+ (\S*\/)?ssh /.test(line))
  return lines.filter((line) => line.endsWith(` -- ${address}`)).map(Number.parseFloat)
}

/** The temporary folders of this process's tunnels. */
export function tunnelFolders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`peaflow-ssh-${process.pid}-`))
}

function makeKey(folder: string, name: string): string {
  const path = join(folder, name)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path])
  return path
}

/** The first setting of a kind applies, so the one that differs comes first. */
function makeCommand(folder: string, settings: readonly string[]): string {
  const config = join(folder, 'config')
  const defaults = ['StrictHostKeyChecking yes', 'GlobalKnownHostsFile /dev/null']
  writeFileSync(config, ['Host *', ...settings, ...defaults].join('\n'))
  const program = join(folder, 'ssh')
  writeFileSync(program, `#!/bin/sh\nexec ${findProgram('ssh')} -F ${config} "$@"\n`)
  chmodSync(program, 0o755)
  return [folder, process.env.PATH].join(delimiter)
}

function findProgram(name: string): string {
  return execFileSync('which', [name], { encoding: 'utf8' }).trim()
}
