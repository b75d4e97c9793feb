import type { FlowEvent, FlowLogLine } from '@peaflow/engine'
import { type EventEntry, type LogEntry, toDropNotice, toLogEntry } from './entries.ts'
import type { JournalFile } from './journal-file.ts'
import { Ring } from './ring.ts'
import { Subscription } from './subscription.ts'

/** How much a journal holds, and where else it writes. */
export interface JournalOptions {
  /**
   * The most lines of Peas, and the most events.
   *
   * @defaultValue 10_000
   */
  readonly lines?: number | undefined
  /**
   * The most bytes of its lines, roughly.
   *
   * @defaultValue 4_194_304
   */
  readonly bytes?: number | undefined
  /** A file that holds the latest entries also after this process has ended. */
  readonly file?: Pick<JournalFile, 'write'> | undefined
}

/** Learns what a journal records. */
export interface JournalListener {
  onLog?(entry: LogEntry): void
  onEvent?(entry: EventEntry): void
}

/** The most lines that a reader may be behind. */
const MAX_UNREAD = 1_000

/** What an entry costs beside its text, in bytes. */
const ENTRY_COST = 128

/** The lines that the Peas of a Flow wrote last, and what happened to it. */
export class Journal {
  readonly #logs: Ring<LogEntry>
  readonly #events: Ring<EventEntry>
  readonly #file: JournalOptions['file']
  readonly #listeners = new Set<JournalListener>()

  constructor({ lines: count = 10_000, bytes: cost = 4 * 1_024 * 1_024, file }: JournalOptions = {}) {
    this.#logs = new Ring({ count, cost })
    this.#events = new Ring({ count: Math.min(count, 1_000) })
    this.#file = file
  }

  /** Records a line: the `onLog` of `startFlow`. */
  readonly onLog = (line: FlowLogLine): void => {
    const entry = toLogEntry(line, new Date())
    this.#logs.add(entry, entry.text.length + ENTRY_COST)
    this.#file?.write(entry)
    for (const { onLog } of this.#listeners) onLog?.(entry)
  }

  /** Records an event: the `onEvent` of `startFlow`. */
  readonly onEvent = (event: FlowEvent): void => {
    const entry = { time: new Date().toISOString(), event }
    this.#events.add(entry)
    this.#file?.write(entry)
    for (const { onEvent } of this.#listeners) onEvent?.(entry)
  }

  /** The lines, the oldest first. */
  logs(): readonly LogEntry[] {
    return this.#logs.values()
  }

  /** The events, the oldest first. */
  events(): readonly EventEntry[] {
    return this.#events.values()
  }

  /** Has somebody learn what is recorded from now on. Returns what ends it. */
  listen(listener: JournalListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The lines that are recorded from now on, until the signal aborts. A reader that is too slow misses some, and is told how many. */
  follow(signal?: AbortSignal): Subscription<LogEntry> {
    let end = () => {}
    const onEnd = () => end()
    const subscription = new Subscription<LogEntry>({ limit: MAX_UNREAD, toNotice: toDropNotice, signal, onEnd })
    end = this.listen({ onLog: (entry) => subscription.push(entry) })
    if (signal?.aborted) end()
    return subscription
  }
}

/** Makes a journal, to be handed to `startFlow` and to `serve`. */
export function createJournal(options: JournalOptions = {}): Journal {
  return new Journal(options)
}
