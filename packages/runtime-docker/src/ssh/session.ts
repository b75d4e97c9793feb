import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { SshAddress } from '../address/address.ts'
import { READY, toSshArguments } from './arguments.ts'
import { explainSsh } from './problem.ts'

/** An `ssh` that runs. */
export interface SshSession {
  /** Resolves when it has ended, by itself or because it was told to. */
  readonly ended: Promise<void>
  /** What it said last: of what it was to forward, and could not. */
  lastWords(): readonly string[]
  end(): Promise<void>
}

/** Where a session begins on this machine. */
export interface LocalEnd {
  /** Is made for the session, and removed after it. */
  readonly folder: string
  /** A path in that folder. */
  readonly socket: string
}

/**
 * Runs `ssh` on a leash, and clears away its folder: also when this process is killed, since its stdin ends then.
 * A shell is the one program that can do so everywhere.
 */
const LEASHED = `
folder=$1; shift
mkdir -m 700 "$folder" || exit
exec 3<&0
"$@" </dev/null 3<&- &
ssh=$!
{ cat <&3; kill "$ssh"; } >/dev/null 2>&1 &
wait "$ssh"; code=$?
rm -rf "$folder"
exit "$code"`

/** Milliseconds until the way stands; `ssh` itself gives up sooner where it can. */
const PATIENCE = 30_000

const KEPT_LINES = 5

/**
 * Leads from a socket of this machine to that of an Engine; is done when the way stands.
 *
 * @throws FlowError `LAUNCH_DOCKER_SSH`
 */
export async function openSession(address: SshAddress, { folder, socket }: LocalEnd): Promise<SshSession> {
  const child = spawn('sh', ['-c', LEASHED, 'sh', folder, 'ssh', ...toSshArguments(address, socket)], {
    // A ^C at the terminal is not for it: what is stopped then still needs it.
    detached: true,
    env: { ...process.env, SHELL: '/bin/sh' },
  })
  const lines = keepLines(child)
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
    // There is no shell.
    child.on('error', ({ message }) => resolve(void lines.push(message)))
  })
  const end = async () => {
    // Whoever waits for its end does not end before.
    child.ref()
    child.stdin.destroy()
    await ended
  }
  if (await getsReady(child, ended)) {
    letGo(child)
    return { ended, lastWords: () => [...lines], end }
  }
  await end()
  throw explainSsh(address, lines)
}

function keepLines({ stderr }: ChildProcessWithoutNullStreams): string[] {
  const lines: string[] = []
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.trim() !== '') lines.push(line.trim())
    if (lines.length > KEPT_LINES) lines.shift()
  })
  return lines
}

async function getsReady({ stdout }: ChildProcessWithoutNullStreams, ended: Promise<void>): Promise<boolean> {
  let late: NodeJS.Timeout | undefined
  const ready = new Promise<boolean>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => void (line === READY && resolve(true)))
    late = setTimeout(() => resolve(false), PATIENCE)
  })
  const isReady = await Promise.race([ready, ended.then(() => false)])
  clearTimeout(late)
  return isReady
}

/** Whoever only waits for what comes through it may end: it ends with them. */
function letGo(child: ChildProcessWithoutNullStreams): void {
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as { unref?: () => void }).unref?.()
}
