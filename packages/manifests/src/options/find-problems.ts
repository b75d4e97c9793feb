import type { ExportedFlow, Platform } from '../input/exported-flow.ts'
import { findContainerPods } from './container-settings.ts'
import { findMissingCode } from './find-missing-code.ts'
import { findRefused } from './find-refused.ts'
import { type ExportProblem, throwProblems } from './problem.ts'

/** All reasons why a Flow cannot be exported. */
export function findProblems({ plan, image }: ExportedFlow, platform: Platform): readonly ExportProblem[] {
  const containers = new Set(findContainerPods(plan.pods).map(({ name }) => name))
  const rows = plan.pods.filter(({ name }) => containers.has(name))
  return [...findMissingCode(plan, image), ...findRefused(rows, platform)]
}

/**
 * Throws if a Flow cannot be exported.
 *
 * @throws FlowError `CONFIG_EXPORT_NOT_IN_IMAGE` if a container does not have the code of a Pod, `CONFIG_EXPORT_OPTION` if
 * the platform cannot have an option.
 */
export function requireExportable(flow: ExportedFlow, platform: Platform): void {
  throwProblems(findProblems(flow, platform))
}
