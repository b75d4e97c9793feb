import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Docker from 'dockerode'
import type { Machine } from '../../../../test/machines/machine.ts'

/** A Docker daemon that a test may stop and kill. */
export interface Daemon {
  /** `unix:///path` */
  readonly address: string
  readonly engine: Docker
  /** Sends the signal, and waits until the daemon has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  start(): Promise<void>
  /** Stops it as it is: it accepts connections and answers nothing, until it is thawed. */
  freeze(): void
  thaw(): void
  /** Ends it and removes its files. */
  close(): Promise<void>
}

/** Whether this process may run a daemon: only root may. */
export const mayRunDaemon = process.getuid?.() === 0

/** Options of {@link openDaemon}. */
export interface DaemonOptions {
  readonly flags?: readonly string[] | undefined
  /**
   * The machine that it runs on.
   *
   * @defaultValue one without a network, whose containers have none either
   */
  readonly machine?: Pick<Machine, 'spawn'> | undefined
}

/** Starts a daemon. */
export async function openDaemon({ flags = [], machine }: DaemonOptions = {}): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-daemon-'))
  const socketPath = join(folder, 'docker.sock')
  const engine = new Docker({ socketPath })
  let child: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    // A daemon that starts before the containerd of the last one has ended fails.
    await isGone(join(folder, 'exec', 'containerd', 'containerd.pid'))
  }
  const start = async () => {
    const args = [...flagsOf(folder), ...flags]
    const options = { stdio: logTo(join(folder, 'log')) }
    // In its own network namespace: a daemon without a bridge would remove that of this machine.
    child = machine
      ? machine.spawn('dockerd', args, options)
      : spawn('unshare', ['--net', 'dockerd', ...args, ...WITHOUT_NETWORK], options)
    await answers(engine)
  }
  await start()
  return {
    address: `unix://${socketPath}`,
    engine,
    end,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    close: async () => {
      child?.kill('SIGCONT')
      await end('SIGTERM')
      unmountAll(folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function flagsOf(folder: string): readonly string[] {
  return [
    ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid')],
    ...['--host', `unix://${join(folder, 'docker.sock')}`],
  ]
}

const WITHOUT_NETWORK = [
  ...['--bridge', 'none', '--host-gateway-ip', '127.0.0.1'],
  ...['--iptables=false', '--ip-forward=false', '--ip-masq=false'],
]

function logTo(file: string): ['ignore', number, number] {
  const log = openSync(file, 'a')
  return ['ignore', log, log]
}

/** A daemon that was killed leaves its mounts. */
function unmountAll(folder: string): void {
  const points = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(folder))
  for (const point of points.reverse()) spawnSync('umount', ['--lazy', point])
}

async function isGone(pidFile: string): Promise<void> {
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : ''
  while (pid !== '' && existsSync(`/proc/${pid}`)) await wait(20)
}

async function answers(engine: Docker): Promise<void> {
  for (;;) {
    const pong = await engine.ping().catch(() => undefined)
    if (pong !== undefined) return
    await wait(50)
  }
}
