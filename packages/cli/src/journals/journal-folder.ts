import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { FlowError } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

/** Which Flow a journal is of. */
export interface JournalAbout {
  /** The name of the Flow. */
  readonly flow: string
  /** The absolute path of its flow file. */
  readonly file: string
  /** The process that started it. */
  readonly pid: number
  /** When it was started: ISO 8601. */
  readonly started: string
  /** Its runtime folder. */
  readonly folder: string | undefined
}

/** The file of a journal's folder that says which Flow it is of. */
export const ABOUT_FILE = 'about.json'

/** The file that holds what a detached program wrote by itself: why it could not start, or how it crashed. */
export const OUTPUT_FILE = 'output.txt'

/** The folder of the journals of this user's detached Flows: `$XDG_STATE_HOME/peaflow`, or `~/.local/state/peaflow`. */
export function journalsFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { XDG_STATE_HOME: state = '' } = environment
  return join(isAbsolute(state) ? state : join(homedir(), '.local', 'state'), 'peaflow')
}

/**
 * Makes the folder of one more journal, which only this user can read.
 *
 * @throws FlowError `LAUNCH_JOURNAL` if it cannot be made.
 */
export function makeJournalFolder(): string {
  const base = journalsFolder()
  const folder = join(base, randomBytes(6).toString('hex'))
  try {
    mkdirSync(base, { recursive: true, mode: 0o700 })
    mkdirSync(folder, { mode: 0o700 })
    // The umask of the process may have taken away more than it should.
    chmodSync(folder, 0o700)
    return folder
  } catch (cause) {
    throw new FlowError('LAUNCH_JOURNAL', `the folder of the journal cannot be made: ${folder}: ${reasonOf(cause)}`, {
      hint: 'Set XDG_STATE_HOME to a folder of yours',
      cause,
    })
  }
}

/** Writes which Flow a journal is of. */
export function writeAbout(folder: string, about: JournalAbout): void {
  writeFileSync(join(folder, ABOUT_FILE), `${JSON.stringify(about)}\n`, { mode: 0o600 })
}
