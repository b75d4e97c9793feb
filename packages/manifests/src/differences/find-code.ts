import { PATHS } from '../deployment/paths.ts'
import { findMissingCode, PEA_REPOSITORY } from '../options/find-missing-code.ts'
import type { Compared } from './compared.ts'
import type { Difference } from './difference.ts'
import { listed } from './workloads.ts'

const NO_IMAGE = `in no image yet: put it into one, in ${PATHS.flow}, and name that with --image`

/** Where the code of each Pod is that a container cannot find on this machine. */
export function findCode(compared: Compared): readonly Difference[] {
  const { image } = compared.exported
  const own = podsWithCode(compared, PEA_REPOSITORY)
  const missing = new Set(podsWithCode(compared, image))
  return [
    ...codeOf(
      own.filter((pod) => missing.has(pod)),
      NO_IMAGE,
    ),
    ...codeOf(
      own.filter((pod) => !missing.has(pod)),
      `in the image of the Flow, ${image}, in ${PATHS.flow}`,
    ),
    ...codeOf(unclear(compared), 'what its image says; export asks the Engine of this machine for its CMD'),
  ]
}

/** The Pods with code that an image for the container of the Flow lacks. */
export function podsWithCode({ exported }: Pick<Compared, 'exported'>, image: string): readonly string[] {
  const peas = exported.plan.peas.filter((pea) => pea.image === undefined)
  return [...new Set(findMissingCode({ peas }, image).map(({ pod }) => pod))]
}

/** The Pods with an image that do not say what it runs. */
function unclear({ deployment }: Compared): readonly string[] {
  return deployment.pods
    .filter(({ entrypoint, usesArgs }) => entrypoint === undefined && usesArgs.length === 0)
    .map(({ pod }) => pod)
}

function codeOf(pods: readonly string[], there: string): readonly Difference[] {
  return pods.length === 0 ? [] : [{ topic: 'code', subject: `code of ${listed(pods)}`, there, pods }]
}
