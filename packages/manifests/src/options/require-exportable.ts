import type { ExportedFlow, Platform } from '../input/exported-flow.ts'
import { findContainerPods } from './container-settings.ts'
import { findMissingCode } from './find-missing-code.ts'
import { findRefused } from './find-refused.ts'
import { throwProblems } from './problem.ts'

/**
 * Throws if a Flow cannot be exported.
 *
 * @throws FlowError `CONFIG_EXPORT_NOT_IN_IMAGE` if a container does not have the code of a Pod, `CONFIG_EXPORT_OPTION` if
 * the platform cannot have an option.
 */
export function requireExportable({ plan, image }: ExportedFlow, platform: Platform): void {
  const containers = new Set(findContainerPods(plan.pods).map(({ name }) => name))
  const rows = plan.pods.filter(({ name }) => containers.has(name))
  throwProblems([...findMissingCode(plan, image), ...findRefused(rows, platform)])
}
