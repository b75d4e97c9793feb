import { dirname, relative, resolve } from 'node:path'
import { toHostPort } from '@peaflow/core'
import type { RunningFlow } from '@peaflow/engine'
import { requireFiles } from '../flow-file/executor-files.ts'
import { type LoadedPlan, loadPlan } from '../flow-file/load.ts'
import { alignPlan, comparePlans, type PlanChange, replicasOf } from './compare-plans.ts'
import { FolderWatch } from './folder-watch.ts'
import { WatchedCode } from './watched-code.ts'
import { filesOf, watchedPods } from './watched-pods.ts'

/** Where a watch reports. */
export interface WatchReports {
  /** Something is done because a file has changed. */
  onAction(text: string, fields: Readonly<Record<string, unknown>>): void
  /** A change cannot be made: the Flow stays as it is. */
  onFailure(error: unknown): void
}

/** A Flow whose files are watched. */
export interface WatchedFlow extends WatchReports {
  readonly running: RunningFlow
  readonly file: string
  readonly loaded: LoadedPlan
}

/**
 * Watches the flow file and the code of a Flow that is up, and restarts the Pods whose code or options have changed, and no
 * others. What does not parse is reported, and changes nothing.
 */
export async function watchFlow(watched: WatchedFlow): Promise<Disposable> {
  const watch = new FlowWatch(watched)
  await watch.begin()
  return watch
}

class FlowWatch implements Disposable {
  readonly #watched: WatchedFlow
  readonly #code: WatchedCode
  readonly #folders = new FolderWatch(() => this.#look())
  /** The plan of the flow file when it was read last. */
  #filePlan: LoadedPlan['plan']
  /** The message of the mistake in the flow file, if it has one, which is reported once. */
  #mistake: string | undefined
  #isLooking = false
  #isChanged = false
  #isOver = false

  constructor(watched: WatchedFlow) {
    this.#watched = watched
    this.#filePlan = watched.loaded.plan
    this.#code = new WatchedCode(watched.loaded.directory)
  }

  async begin(): Promise<void> {
    await this.#code.set(this.#filePlan)
    this.#watchFolders()
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#folders[Symbol.dispose]()
  }

  #watchFolders(): void {
    if (!this.#isOver) this.#folders.set([dirname(resolve(this.#watched.file)), ...this.#code.folders])
  }

  /** One look after the other: what changes meanwhile is looked at after it. */
  #look(): void {
    this.#isChanged = true
    if (this.#isLooking) return
    this.#isLooking = true
    void this.#lookUntilQuiet().finally(() => {
      this.#isLooking = false
    })
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#isChanged && !this.#isOver) {
      this.#isChanged = false
      await this.#readFlowFile()
      if (!this.#isOver) await this.#restartChanged()
      this.#watchFolders()
    }
  }

  async #readFlowFile(): Promise<void> {
    const { file, onAction, onFailure } = this.#watched
    try {
      const { change, plan } = await this.#readChange()
      this.#mistake = undefined
      this.#filePlan = plan
      if (change.type === 'other-pods') await this.#apply(plan, change)
      else
        onAction(`${file} needs a new \`peaflow up\`: ${change.why}`, { watch: { needs: 'up', because: change.why } })
    } catch (error) {
      const { message } = error as Error
      if (message !== this.#mistake) onFailure(error)
      this.#mistake = message
    }
  }

  /** What has changed in the flow file. Throws what keeps it from being applied. */
  async #readChange(): Promise<{ readonly change: PlanChange; readonly plan: LoadedPlan['plan'] }> {
    const { join } = this.#watched.loaded.plan.options
    const loaded = await loadPlan(this.#watched.file, { join: join && hostAndPort(join) })
    const { plan, directory } = loaded
    const change = comparePlans({ before: this.#filePlan, after: plan })
    if (change.type === 'other-pods' && change.changed.length > 0) {
      await requireFiles(loaded)
      const changed = watchedPods(plan).filter(({ pod }) => change.changed.includes(pod))
      await Promise.all(changed.map((pod) => filesOf(pod, directory)))
    }
    return { change, plan }
  }

  async #apply(after: LoadedPlan['plan'], { scaled, changed }: ChangedPods): Promise<void> {
    const { running, file, onAction } = this.#watched
    for (const { pod, to } of scaled) {
      onAction(`${file} has changed: scaling ${pod} to ${to}`, { watch: { scaling: pod, to } })
      await this.#make(running.scale(pod, to))
    }
    if (changed.length > 0) await this.#code.set(after)
    const plan = alignPlan(after, replicasOf(running.plan)) ?? after
    for (const pod of changed) {
      onAction(`${file} has changed: restarting ${pod}`, { watch: { restarting: pod, because: [file] } })
      await this.#make(running.restart(pod, { plan }))
    }
  }

  async #restartChanged(): Promise<void> {
    const { running, onAction, onFailure, loaded } = this.#watched
    const changed = await this.#code.findChanged((_, error) => onFailure(error))
    for (const { pod, files, adopt } of changed) {
      const because = files.map((path) => relative(loaded.directory, path))
      onAction(`${because.join(', ')} has changed: restarting ${pod}`, { watch: { restarting: pod, because } })
      adopt()
      await this.#make(running.restart(pod))
    }
  }

  /** Reports a change that fails; those after it are made nevertheless. */
  async #make(change: Promise<void>): Promise<void> {
    await change.catch((error) => {
      if (!this.#isOver) this.#watched.onFailure(error)
    })
  }
}

/** The port at which replicas join stays as it was started with. */
function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return toHostPort(host, port)
}

type ChangedPods = Extract<PlanChange, { readonly type: 'other-pods' }>
