import { compare } from './compared.ts'
import type { Comparison, Difference } from './difference.ts'
import { findAddresses } from './find-addresses.ts'
import { findCode } from './find-code.ts'
import { findHeads } from './find-heads.ts'
import { findOptions } from './find-options.ts'
import { findWorkloads } from './find-workloads.ts'

/**
 * What is not as on this machine when a Flow runs on a platform. What the platform refuses is not among them:
 * {@link findProblems} finds that.
 */
export function findDifferences(comparison: Comparison): readonly Difference[] {
  const compared = compare(comparison)
  return [findWorkloads, findHeads, findAddresses, findCode, findOptions].flatMap((find) => find(compared))
}
