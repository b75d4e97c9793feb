import { isExec, type PodPlan, toFileName, type Uses } from '@peaflow/core'
import type { Platform } from '../input/exported-flow.ts'
import { POD_OPTION_RULES } from './pod-option-rules.ts'
import type { ExportProblem } from './problem.ts'

/** The options of Pods with an image that a platform cannot have. */
export function findRefused(pods: readonly PodPlan[], platform: Platform): readonly ExportProblem[] {
  return pods.flatMap(({ name, options }) =>
    entriesOf(options).flatMap(([option, value]): readonly ExportProblem[] => {
      const refused = value === undefined ? undefined : POD_OPTION_RULES[option]?.refused?.[platform]?.(value, options)
      if (refused === undefined) return []
      const own = toFileName(option)
      const message = `${own} of "${name}" ${refused.why}`
      return [{ code: 'CONFIG_EXPORT_OPTION', pod: name, option: own, message, hint: refused.hint }]
    }),
  )
}

/** A program is named by `exec` in a flow file, and stands in `uses` of a plan. */
function entriesOf(options: PodPlan['options']): readonly (readonly [option: string, value: unknown])[] {
  const { uses = '_pass' } = options as { readonly uses?: Uses }
  return Object.entries(isExec(uses) ? { ...options, uses: undefined, exec: uses.exec } : options)
}
