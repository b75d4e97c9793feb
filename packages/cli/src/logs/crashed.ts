import { basename, dirname } from 'node:path'
import { parseDuration } from '@peaflow/core'
import type { LogEntry } from '@peaflow/serve'
import type { WantedFlow } from '../flows/pick-flow.ts'
import { type FoundJournal, listJournals } from '../journals/list-journals.ts'
import { isAtLeast, type Level } from '../terminal/level.ts'

/** The newest journal of a Flow that was detached, and has crashed; `undefined` if there is none. */
export async function findCrashed({ text, paths }: WantedFlow): Promise<FoundJournal | undefined> {
  const journals = await listJournals()
  return journals.find(({ about, isUp }) => {
    if (about === undefined || isUp) return false
    const { flow, file, folder = '' } = about
    const own = [folder, file, dirname(file)]
    return text === undefined || text === flow || text === basename(folder) || own.some((path) => paths.includes(path))
  })
}

/** Which lines to pick. */
export interface EntryFilter {
  /** The names of their Pods; none for all. */
  readonly pods: readonly string[]
  readonly level?: Level | undefined
  /** A duration, or a time in ISO 8601. */
  readonly since?: string | undefined
  /** A regular expression. */
  readonly grep?: string | undefined
  /** How many of the last ones. */
  readonly tail?: number | undefined
}

/** Picks lines as a Flow that is up does. */
export function pickEntries(entries: readonly LogEntry[], filter: EntryFilter, now: Date): readonly LogEntry[] {
  const { pods, level = 'debug', since, grep, tail = Number.POSITIVE_INFINITY } = filter
  const expression = grep === undefined ? undefined : new RegExp(grep)
  const begin = since === undefined ? '' : toTime(since, now)
  const picked = entries.filter(
    (entry) =>
      (pods.length === 0 || pods.includes(entry.pod)) &&
      isAtLeast(entry.level, level) &&
      entry.time >= begin &&
      (expression?.test(entry.text) ?? true),
  )
  return picked.slice(Math.max(0, picked.length - tail))
}

function toTime(since: string, now: Date): string {
  const ago = parseDuration(since)
  return ago === undefined ? since : new Date(now.getTime() - ago).toISOString()
}
