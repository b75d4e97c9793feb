import { dirname, resolve } from 'node:path'
import type { FlowPlan } from '@peaflow/core'
import { type Contents, changedFiles, filesOf, readContents, type WatchedPod, watchedPods } from './watched-pods.ts'

interface PodCode extends WatchedPod {
  /** What the Peas of the Pod run. */
  running: Contents
  /** What was looked at last. */
  latest: Contents
}

/** A Pod whose code has changed and can be loaded. */
export interface ChangedPod {
  readonly pod: string
  /** The files that have changed. */
  readonly files: readonly string[]
  /** The Pod runs this code from now on. */
  adopt(): void
}

/** The code of the Pods of a Flow. */
export class WatchedCode {
  readonly #directory: string
  #pods: readonly PodCode[] = []

  constructor(directory: string) {
    this.#directory = directory
  }

  /** The folders that have code in them. */
  get folders(): readonly string[] {
    const files = this.#pods.flatMap(({ uses, latest }) => [
      ...latest.keys(),
      ...uses.map((name) => this.#resolve(name)),
    ])
    return [...new Set(files.map(dirname))]
  }

  /** Takes the code of the Pods of a plan as what they run. Of those that are known, what they run stays. */
  async set(plan: FlowPlan): Promise<void> {
    const known = new Map(this.#pods.map((pod) => [`${pod.pod} ${pod.uses}`, pod]))
    const pods = watchedPods(plan).map(async (pod) => known.get(keyOf(pod)) ?? (await this.#read(pod)))
    this.#pods = await Promise.all(pods)
  }

  /**
   * The Pods whose code has changed since it was looked at last, and differs from what they run.
   *
   * @param onBroken - is given what keeps changed code from being loaded: its Pod stays as it is
   */
  async findChanged(onBroken: (pod: string, error: unknown) => void): Promise<readonly ChangedPod[]> {
    const found = await Promise.all(this.#pods.map((pod) => this.#findChange(pod, onBroken)))
    return found.flatMap((pod) => pod ?? [])
  }

  async #findChange(pod: PodCode, onBroken: (pod: string, error: unknown) => void): Promise<ChangedPod | undefined> {
    const latest = await readContents(pod.latest.keys())
    if (changedFiles(pod.latest, latest).length === 0) return undefined
    pod.latest = latest
    if (changedFiles(pod.running, latest).length === 0) return undefined
    try {
      const contents = await readContents(await filesOf(pod, this.#directory))
      pod.latest = contents
      const files = changedFiles(pod.running, contents)
      const adopt = () => {
        pod.running = contents
      }
      return { pod: pod.pod, files, adopt }
    } catch (error) {
      onBroken(pod.pod, error)
      return undefined
    }
  }

  async #read(pod: WatchedPod): Promise<PodCode> {
    // Code that cannot be loaded now may be repaired: its own file is known.
    const files = await filesOf(pod, this.#directory).catch(() => namesOf(pod).map((name) => this.#resolve(name)))
    const running = await readContents(files)
    return { ...pod, running, latest: running }
  }

  #resolve(name: string): string {
    return resolve(this.#directory, name)
  }
}

/** What a Pod names itself: modules and programs. */
function namesOf({ uses, programs }: WatchedPod): readonly string[] {
  return [...uses, ...programs.flatMap(({ command }) => command.slice(0, 1))]
}

function keyOf({ pod, uses, programs }: WatchedPod): string {
  return JSON.stringify([pod, uses, programs])
}
