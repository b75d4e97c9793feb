import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogEntry } from './entries.ts'
import { FILES } from './journal-file.ts'

/** The lines in the files of a journal, the oldest first. Its process may have ended in the middle of one, which is left out. */
export async function readJournal(folder: string): Promise<readonly LogEntry[]> {
  const texts = await Promise.all(FILES.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
  return texts.flatMap((text) => text.split('\n')).flatMap(toLogEntries)
}

function toLogEntries(text: string): readonly LogEntry[] {
  try {
    const entry: unknown = JSON.parse(text)
    return isLogEntry(entry) ? [entry] : []
  } catch {
    return []
  }
}

function isLogEntry(value: unknown): value is LogEntry {
  return typeof value === 'object' && value !== null && 'pea' in value && 'text' in value && 'time' in value
}
