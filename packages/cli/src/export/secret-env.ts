import type { FlowPlan } from '@peaflow/core'
import type { Flow } from '@peaflow/flow'
import { variablesIn } from '../migrate/notes.ts'
import type { Diagnosis } from '../report/diagnosis.ts'

/** The variables of a Pod. */
export interface SplitEnv {
  /** Those that stand in the flow file. */
  readonly open: Readonly<Record<string, string>>
  /** Those that come from elsewhere: from an `env_file`, or from a variable of the shell. */
  readonly secret: Readonly<Record<string, string>>
}

/** What a flow file says, and the variables that it may name. */
export interface EnvSources {
  readonly text: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Splits the variables of each Pod: what its author kept out of the flow file stays out of what is exported. */
export function splitEnv(flow: Flow, plan: FlowPlan, sources: EnvSources): ReadonlyMap<string, SplitEnv> {
  const isOutside = outsideValues(sources)
  return new Map(
    plan.pods.map(({ name, options }) => {
      const written = { ...flow.options.env, ...flow.pods.find((pod) => pod.name === name)?.options.env }
      const all = Object.entries((options.env ?? {}) as Readonly<Record<string, string>>)
      const isOpen = ([variable, value]: [string, string]): boolean =>
        Object.hasOwn(written, variable) && !isOutside(variable, value)
      const secret = all.filter((entry) => !isOpen(entry))
      return [name, { open: Object.fromEntries(all.filter(isOpen)), secret: Object.fromEntries(secret) }]
    }),
  )
}

/** Whether a value is, or contains, that of a variable which the file names, or of the variable of the same name. */
function outsideValues({ text, env }: EnvSources): (variable: string, value: string) => boolean {
  const values = variablesIn(text).flatMap((name) => env[name] || [])
  return (variable, value) => value !== '' && (env[variable] === value || values.some((one) => value.includes(one)))
}

/** Warns of variables whose values are in arguments of executors and in command lines, which everybody sees in what is exported. */
export function exposedVariables(flow: Flow, sources: EnvSources): readonly Diagnosis[] {
  const hint = 'If it is secret, hand it over in `env`, and read it there: that stands among the secrets'
  return OPEN.flatMap((option): readonly Diagnosis[] => {
    const variables = findExposed(
      flow.pods.map(({ options }) => options[option] ?? ''),
      sources,
    )
    if (variables.length === 0) return []
    const message = `what is exported has the value of ${variables.join(', ')} in the \`${option}\` of a Pod`
    return [{ severity: 'warning', code: 'CONFIG_EXPORT_EXPOSED', message, hint }]
  })
}

/** Options that stand in the exported flow file, or in manifests, as they are. */
const OPEN = ['with', 'exec', 'entrypoint'] as const

function findExposed(values: unknown, { text, env }: EnvSources): readonly string[] {
  const written = JSON.stringify(values)
  return variablesIn(text).filter((name) => {
    const value = env[name] ?? ''
    return value !== '' && written.includes(JSON.stringify(value).slice(1, -1))
  })
}
