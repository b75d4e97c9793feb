import { appendFileSync } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { toSafeJson } from '@peaflow/pea/json'

/** How much of a journal is kept in files. */
export interface JournalFileOptions {
  /**
   * The most bytes of a file. There are two: when the first is full, it replaces the second.
   *
   * @defaultValue 8_388_608
   */
  readonly bytes?: number | undefined
}

/** The name of the file that is written, and that of the one before it. */
export const FILES = ['journal.1.ndjson', 'journal.ndjson'] as const

/** The most bytes that wait to be written. What comes beyond them is dropped. */
const MAX_PENDING = 1_024 * 1_024

/** The latest entries of a journal in two files of NDJSON, which only this user can read. Writing never holds anybody up. */
export class JournalFile {
  readonly #folder: string
  readonly #limit: number
  #file: FileHandle
  #size: number
  #pending: string[] = []
  #pendingBytes = 0
  #isWriting = false
  #idle: Promise<void> = Promise.resolve()
  readonly #onExit = () => this.#writeRest()

  private constructor(folder: string, { file, size, limit }: { file: FileHandle; size: number; limit: number }) {
    this.#folder = folder
    this.#file = file
    this.#size = size
    this.#limit = limit
    process.on('exit', this.#onExit)
  }

  /** Opens the files in a folder. */
  static async open(
    folder: string,
    { bytes: limit = 8 * 1_024 * 1_024 }: JournalFileOptions = {},
  ): Promise<JournalFile> {
    const file = await openForAppend(folder)
    const { size } = await file.stat()
    return new JournalFile(folder, { file, size, limit })
  }

  /** Writes an entry, soon. */
  write(entry: unknown): void {
    if (this.#pendingBytes > MAX_PENDING) return
    const text = `${toSafeJson(entry)}\n`
    this.#pending.push(text)
    this.#pendingBytes += text.length
    if (!this.#isWriting) this.#idle = this.#writeAll()
  }

  /** Resolves once everything is written. */
  get written(): Promise<void> {
    return this.#idle
  }

  /** Writes what is left, and closes the file. */
  async close(): Promise<void> {
    process.off('exit', this.#onExit)
    await this.#idle
    await this.#file.close()
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    while (this.#pending.length > 0) {
      const bytes = Buffer.from(this.#take())
      // A full disk is no reason to stop the Flow: what cannot be written is lost.
      await this.#append(bytes).catch(() => undefined)
    }
    this.#isWriting = false
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#size > 0 && this.#size + bytes.length > this.#limit) await this.#rotate()
    await this.#file.appendFile(bytes)
    this.#size += bytes.length
  }

  async #rotate(): Promise<void> {
    const [before, current] = FILES.map((name) => join(this.#folder, name)) as [string, string]
    await rename(current, before)
    const full = this.#file
    this.#file = await openForAppend(this.#folder)
    this.#size = 0
    await full.close()
  }

  #take(): string {
    const text = this.#pending.join('')
    this.#pending = []
    this.#pendingBytes = 0
    return text
  }

  /** The process ends: nothing can be waited for. */
  #writeRest(): void {
    if (this.#pending.length > 0) appendFileSync(join(this.#folder, FILES[1]), this.#take(), { mode: 0o600 })
  }
}

async function openForAppend(folder: string): Promise<FileHandle> {
  return await open(join(folder, FILES[1]), 'a', 0o600)
}
