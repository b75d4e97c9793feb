import { type FSWatcher, watch } from 'node:fs'

/** Milliseconds of quiet after which changes are looked at: an editor saves in several steps. */
const QUIET = 100

/**
 * Learns that something has changed in folders. Folders are watched, not files: an editor that saves by renaming makes a
 * new file, which a watch on the old one does not see.
 */
export class FolderWatch implements Disposable {
  readonly #onChanged: () => void
  readonly #watchers = new Map<string, FSWatcher>()
  #timer: NodeJS.Timeout | undefined

  /** @param onChanged - is called once it has been quiet for a moment after changes */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged
  }

  /** Watches these folders from now on, and no others. */
  set(folders: Iterable<string>): void {
    const wanted = new Set(folders)
    for (const [folder, watcher] of this.#watchers) if (!wanted.has(folder)) this.#end(folder, watcher)
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#begin(folder)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.set([])
  }

  #begin(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#onEvent())
      watcher.on('error', () => this.#end(folder, watcher))
      this.#watchers.set(folder, watcher)
    } catch {
      // It is not there now: its files are looked for again at the next change.
    }
  }

  #end(folder: string, watcher: FSWatcher): void {
    watcher.close()
    this.#watchers.delete(folder)
  }

  #onEvent(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onChanged, QUIET)
  }
}
