import { type Executor, FlowError } from '@peaflow/core'
import { addPod, type Drafted, emptyDraft, type FlowDraft, removePod, replacePod } from './builder/draft.ts'
import { equalFlows } from './builder/equals.ts'
import { podLabel, renamed, throwFirst, tooFew } from './builder/errors.ts'
import { executorsOf } from './builder/executors.ts'
import { readFlowOptions, readJoinOptions, readPodOptions } from './builder/read-options.ts'
import { toFileError } from './file/problem.ts'
import { type ReadOptions, readDraft } from './file/read-draft.ts'
import { writeFlow } from './file/write.ts'
import type { FlowOptions } from './options/flow-options.ts'
import { suggestName } from './options/names.ts'
import type { Pod } from './options/pod.ts'
import type { JoinOptions, PodOptions } from './options/pod-options.ts'

/**
 * An immutable graph of Pods under construction: each method returns a new Flow.
 *
 * @example
 * const flow = new Flow({ name: 'search' })
 *   .add({ name: 'segment', uses: './segment.js' })
 *   .add({ name: 'encode', image: 'acme/encoder:1.2', replicas: 3 })
 *   .add({ name: 'tag', uses: './tag.js', needs: 'segment' })
 *   .join(['encode', 'tag'], { name: 'both' })
 */
export class Flow {
  readonly #draft: FlowDraft

  /**
   * @throws FlowError `CONFIG_OPTION`, `CONFIG_OPTION_UNKNOWN` if an option is wrong.
   */
  constructor(options: FlowOptions = {}, /** @internal */ draft: FlowDraft = newDraft(options)) {
    this.#draft = draft
  }

  /** The name of the Flow. */
  get name(): string {
    return this.#draft.options.name ?? 'flow'
  }

  /** The options of the Flow itself, without defaults. */
  get options(): FlowOptions {
    return this.#draft.options
  }

  /** The Pods, in the order in which they were added. */
  get pods(): readonly Pod[] {
    return this.#draft.pods.toArray()
  }

  /** The Pod after which the next one is added, and whose answer is the Flow's; `gateway` while there is none. */
  get insertion(): string {
    return this.#draft.insertion
  }

  /** The functions among the executors, as `startFlow` takes them, by the name that the plan gives each. */
  get executors(): Readonly<Record<string, Executor>> {
    return executorsOf(this.pods)
  }

  /**
   * Adds a Pod. By default it needs the Pod added last.
   *
   * @throws FlowError `TOPOLOGY_NAME_IN_USE`, `TOPOLOGY_BAD_NAME`, `TOPOLOGY_RESERVED_NAME`, `TOPOLOGY_SELF`,
   * `CONFIG_OPTION`, `CONFIG_OPTION_UNKNOWN`, `CONFIG_HOST`, `CONFIG_WRONG_RUNTIME`.
   */
  add(options: PodOptions = {}): Flow {
    const { name, problems, ...read } = readPodOptions(options)
    throwFirst(problems, podLabel(name))
    return Flow.#drafted(addPod(this.#draft, { ...read, name, kind: 'pod' }), podLabel(name))
  }

  /**
   * Adds a Pod that waits for the answers of several and merges them.
   *
   * @throws FlowError `TOPOLOGY_JOIN` if there are fewer than two, and what {@link Flow.add} throws.
   */
  join(needs: readonly string[], options: JoinOptions = {}): Flow {
    const { name, problems, ...read } = readJoinOptions(needs, options)
    throwFirst(problems, podLabel(name))
    const { needs: joined = [] } = read.edges
    if (joined.length < 2) throw tooFew(joined)
    return Flow.#drafted(addPod(this.#draft, { ...read, name, kind: 'joiner' }), podLabel(name))
  }

  /**
   * Changes some options of a Pod; `undefined` restores the default.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, and what {@link Flow.add} throws, except for names.
   */
  set(name: string, changes: Omit<PodOptions, 'name'>): Flow {
    const pod = this.#find(name)
    const { cleared, problems, ...changed } = readPodOptions(changes)
    throwFirst(problems, podLabel(name))
    if (changed.name !== undefined && changed.name !== name) throw renamed(name)
    const retain = (values: object): object =>
      Object.fromEntries(Object.entries(values).filter(([key]) => !cleared.includes(key)))
    const edges = { ...retain(pod.edges), ...changed.edges }
    const options = { ...retain(pod.options), ...changed.options }
    return Flow.#drafted(replacePod(this.#draft, { ...pod, edges, options }), podLabel(name))
  }

  /**
   * Removes a Pod. Pods that followed it by default then follow the Pod before it. Pods that name it in `needs` or
   * `sendTo` must be changed before the build.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`
   */
  remove(name: string): Flow {
    return Flow.of(removePod(this.#draft, this.#find(name)))
  }

  /**
   * Moves the insertion point to a Pod: the next Pod follows it, and until then its answer is the Flow's.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`
   */
  last(name: string): Flow {
    return Flow.of({ ...this.#draft, insertion: this.#find(name).name })
  }

  /** Whether another Flow has the same options, Pods and edges, in whatever order they were added. */
  equals(other: Flow): boolean {
    return equalFlows(this, other)
  }

  /**
   * Writes the Flow as a flow file with only the options that differ from the defaults.
   *
   * @throws FlowError `CONFIG_FUNCTION` if an executor is a function.
   */
  toYaml(): string {
    return writeFlow(this)
  }

  /**
   * Reads a flow file.
   *
   * @throws FlowError the code of the mistake if there is one, `CONFIG_FLOW_FILE` if there are several; `cause` holds
   * the array of them.
   */
  static fromYaml(text: string, options: ReadOptions = {}): Flow {
    const { draft, problems } = readDraft(text, options)
    if (problems.length > 0) throw toFileError(problems)
    return Flow.of(draft)
  }

  /**
   * A Flow of values that are already checked.
   *
   * @internal
   */
  static of(draft: FlowDraft): Flow {
    return new Flow(draft.options, draft)
  }

  static #drafted({ draft, problems }: Drafted, label: string): Flow {
    throwFirst(problems, label)
    return Flow.of(draft)
  }

  #find(name: string): Pod {
    const pod = this.#draft.pods.get(name)
    if (pod !== undefined) return pod
    throw new FlowError('TOPOLOGY_UNKNOWN_POD', `there is no Pod "${name}" in this Flow`, {
      hint: suggestName(name, this.#draft.pods),
    })
  }
}

function newDraft(options: FlowOptions): FlowDraft {
  const { values, problems } = readFlowOptions(options)
  throwFirst(problems, 'the Flow')
  return emptyDraft(values)
}
