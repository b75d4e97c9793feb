import type { Uses } from '@peaflow/core'
import type { Pod, PodSaid } from '../builder/pod.ts'
import { isInline } from '../builder/rules.ts'
import type { PodUses } from '../options/pod-options.ts'
import { isExecutor } from '../options/values.ts'
import { type FlowSettings, fullRestart, type SharedSettings } from './flow-settings.ts'

/** The options of a Pod with every default filled in, the Flow's included: `options` of its row in the plan. */
export interface PodSettings<Named = Uses>
  extends SharedSettings,
    Omit<PodSaid, keyof SharedSettings | 'uses' | 'usesBefore' | 'usesAfter' | 'runtime' | 'workspace'> {
  readonly uses: Named
  readonly usesBefore?: Named | undefined
  readonly usesAfter?: Named | undefined
  readonly runtime: string
  /** The folder in which each replica has its own. */
  readonly workspace: string
}

const CONTAINERLESS: ReadonlySet<string | undefined> = new Set([undefined, 'process', 'thread', 'inline'])

/** Fills in the defaults of a Pod; functions stay what they are. */
export function podSettings(
  { name, options }: Pick<Pod, 'name' | 'options'>,
  flow: FlowSettings,
): PodSettings<PodUses> {
  const { uses = '_pass', runtime, restart, workspace } = options
  const settings: Growing = {
    ...flow.shared,
    uses,
    runtime: runtime ?? defaultRuntime(options, flow.runtime),
    restart: fullRestart(restart, flow.shared.restart),
    workspace: workspace ?? defaultWorkspace(name, flow),
  }
  // What is left of the options is few, and a spread of both takes three times as long.
  for (const key of Object.keys(options)) if (!FILLED_IN.has(key)) Reflect.set(settings, key, Reflect.get(options, key))
  return settings
}

type Growing = { -readonly [Key in keyof PodSettings<PodUses>]: PodSettings<PodUses>[Key] }

const FILLED_IN: ReadonlySet<string> = new Set(['uses', 'runtime', 'restart', 'workspace'])

/** The settings with each function replaced by the name under which `startFlow` is handed it. */
export function nameExecutors(name: string, settings: PodSettings<PodUses>): PodSettings {
  const { uses, usesBefore, usesAfter } = settings
  if (typeof uses === 'string' && !isExecutor(usesBefore) && !isExecutor(usesAfter)) return settings as PodSettings
  const named = { ...settings, uses: toUses(uses, name) }
  return {
    ...named,
    ...(usesBefore !== undefined && { usesBefore: toUses(usesBefore, `${name}/head`) }),
    ...(usesAfter !== undefined && { usesAfter: toUses(usesAfter, `${name}/tail`) }),
  } as PodSettings
}

function toUses(uses: PodUses, key: string): Uses {
  return typeof uses === 'string' ? uses : { inline: key }
}

/** The runtime of the Flow where it can run this Pod. */
function defaultRuntime(said: PodSaid, ofFlow: string | undefined): string {
  if (isInline(said)) return 'inline'
  if (said.image !== undefined) return ofFlow === undefined || CONTAINERLESS.has(ofFlow) ? 'docker' : ofFlow
  return ofFlow === undefined || ofFlow === 'docker' ? 'process' : ofFlow
}

function defaultWorkspace(pod: string, { name, workspace = `.peaflow/${name}` }: FlowSettings): string {
  return `${workspace.replace(/\/+$/, '')}/${pod}`
}
