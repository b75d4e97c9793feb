import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { SshAddress } from '../address/address.ts'
import { resolvesWithin } from '../async/resolves-within.ts'
import { READY, toSshArguments } from './arguments.ts'
import { explainSsh } from './ssh-error.ts'

/** A running `ssh` whose tunnel is open. */
export interface SshProcess {
  /** Resolves when `ssh` has ended, by itself or through {@link SshProcess.end}, and its folder is removed. */
  readonly ended: Promise<void>
  /** The last lines that it wrote to stderr, oldest first: they say which connections it could not forward. */
  lastLines(): readonly string[]
  end(): Promise<void>
}

/** This machine's end of a tunnel. */
export interface LocalEnd {
  /** A folder that exists as long as `ssh` runs. */
  readonly folder: string
  /** The path of the socket, in that folder. */
  readonly socket: string
}

/**
 * Runs `ssh` and removes its folder afterwards. Both end with this process, even if it is killed: stdin of the shell
 * ends then. A shell is the one program that every system has and that can do this.
 */
const SCRIPT = `
folder=$1; shift
mkdir -m 700 "$folder" || exit
exec 3<&0
"$@" </dev/null 3<&- &
ssh=$!
{ cat <&3; kill "$ssh"; } >/dev/null 2>&1 &
wait "$ssh"; code=$?
rm -rf "$folder"
exit "$code"`

/** Milliseconds in which the tunnel has to open. `ssh` itself gives up earlier in most cases. */
const OPEN_TIMEOUT = 30_000

const LAST_LINES = 5

/**
 * Starts `ssh` with a tunnel from a socket of this machine to that of an Engine; resolves when the tunnel is open.
 *
 * @throws FlowError `LAUNCH_DOCKER_SSH`
 */
export async function startSsh(address: SshAddress, { folder, socket }: LocalEnd): Promise<SshProcess> {
  const child = spawn('sh', ['-c', SCRIPT, 'sh', folder, 'ssh', ...toSshArguments(address, socket)], {
    // In a process group of its own, so that ^C at the terminal does not end it: stopping the Peas needs the tunnel.
    detached: true,
    env: { ...process.env, SHELL: '/bin/sh' },
  })
  const lines = collectLastLines(child)
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
    // There is no shell on this machine.
    child.on('error', ({ message }) => resolve(void lines.push(message)))
  })
  const end = async () => {
    // This process must not end before `ended` resolves.
    child.ref()
    child.stdin.destroy()
    await ended
  }
  if (await opens(child, ended)) {
    unref(child)
    return { ended, lastLines: () => [...lines], end }
  }
  await end()
  throw explainSsh(address, lines)
}

function collectLastLines({ stderr }: ChildProcessWithoutNullStreams): string[] {
  const lines: string[] = []
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.trim() !== '') lines.push(line.trim())
    if (lines.length > LAST_LINES) lines.shift()
  })
  return lines
}

async function opens({ stdout }: ChildProcessWithoutNullStreams, ended: Promise<void>): Promise<boolean> {
  let isOpen = false
  const opened = new Promise<void>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      isOpen ||= line === READY
      if (isOpen) resolve()
    })
  })
  await resolvesWithin(OPEN_TIMEOUT, Promise.race([opened, ended]))
  return isOpen
}

/** Lets this process end while `ssh` still runs; `ssh` then ends too. */
function unref(child: ChildProcessWithoutNullStreams): void {
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as { unref?: () => void }).unref?.()
}
