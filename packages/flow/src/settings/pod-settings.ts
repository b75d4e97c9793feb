import type { Uses } from '@peaflow/core'
import type { Pod, PodSaid } from '../builder/pod.ts'
import { isInline } from '../builder/rules.ts'
import type { PodUses } from '../options/pod-options.ts'
import { isExecutor } from '../options/values.ts'
import { type FlowSettings, fullRestart, type SharedSettings } from './flow-settings.ts'

/** The options of a Pod with every default filled in, the Flow's included: `options` of its row in the plan. */
export interface PodSettings<Named = Uses>
  extends SharedSettings,
    Omit<
      PodSaid,
      keyof SharedSettings | 'needs' | 'sendTo' | 'uses' | 'usesBefore' | 'usesAfter' | 'runtime' | 'workspace'
    > {
  readonly uses: Named
  readonly usesBefore?: Named | undefined
  readonly usesAfter?: Named | undefined
  readonly runtime: string
  /** The folder in which each replica has its own. */
  readonly workspace: string
}

const CONTAINERLESS: ReadonlySet<string | undefined> = new Set([undefined, 'process', 'thread', 'inline'])

/** Fills in the defaults of a Pod; functions stay what they are. */
export function podSettings({ name, options }: Omit<Pod, 'after'>, flow: FlowSettings): PodSettings<PodUses> {
  const { needs: _needs, sendTo: _sendTo, ...said } = options
  return {
    ...flow.shared,
    ...(said as Partial<PodSettings<PodUses>>),
    uses: said.uses ?? '_pass',
    runtime: said.runtime ?? defaultRuntime(options, flow.runtime),
    restart: fullRestart(said.restart, flow.shared.restart),
    workspace: said.workspace ?? defaultWorkspace(name, flow),
  }
}

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
