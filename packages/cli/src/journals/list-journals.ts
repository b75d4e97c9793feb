import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isLocked } from '@peaflow/engine'
import { ABOUT_FILE, type JournalAbout, journalsFolder } from './journal-folder.ts'

/** The journal of a Flow that was detached. `readJournal` of `@peaflow/serve` reads its folder. */
export interface FoundJournal {
  /** Its folder. */
  readonly path: string
  /** Which Flow it is of; `undefined` if that did not start. */
  readonly about: JournalAbout | undefined
  /** Whether the Flow is up. Those that are not have crashed: a Flow that is stopped removes its journal. */
  readonly isUp: boolean
  /** When it was changed last, in milliseconds since 1970. */
  readonly changed: number
}

/** How many journals of Flows that have crashed are left for `peaflow logs`. */
const MOST_CRASHED = 5

/** Milliseconds that a Flow may take to start: its journal does not say yet whose it is. */
const START_LIMIT = 3_600_000

/** The journals of this user, the newest first. */
export async function listJournals(): Promise<readonly FoundJournal[]> {
  const base = journalsFolder()
  const journals = await Promise.all(namesIn(base).map((name) => toJournal(join(base, name))))
  return journals.flat().sort((one, other) => other.changed - one.changed)
}

/** Removes the journals of Flows that have crashed, but for the newest ones. Returns their folders. */
export async function pruneJournals(): Promise<readonly string[]> {
  const ended = (await listJournals()).filter(({ isUp }) => !isUp)
  const named = ended.filter(({ about }) => about !== undefined)
  const nameless = ended.filter(({ about, changed }) => about === undefined && Date.now() - changed > START_LIMIT)
  const removed = [...named.slice(MOST_CRASHED), ...nameless].map(({ path }) => path)
  for (const path of removed) rmSync(path, { recursive: true, force: true })
  return removed
}

async function toJournal(path: string): Promise<readonly FoundJournal[]> {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changed === undefined) return []
  const about = readAbout(path)
  const isUp = about?.folder !== undefined && (await isLocked(about.folder))
  return [{ path, about, isUp, changed }]
}

function readAbout(path: string): JournalAbout | undefined {
  try {
    return JSON.parse(readFileSync(join(path, ABOUT_FILE), 'utf8')) as JournalAbout
  } catch {
    return undefined
  }
}

function namesIn(base: string): readonly string[] {
  try {
    return readdirSync(base).filter((name) => /^[0-9a-f]{12}$/.test(name))
  } catch {
    return []
  }
}
