import type { Data } from '../yaml/noted.ts'

/**
 * A service with its lists in the order that Compose 1.29 gives them when it merges files. It replaces the containers of a
 * service that differs from the one they were made for: in another order, the first override would end all of them.
 */
export function inMergeOrder(service: Data): Data {
  const { cap_drop: dropped, secrets, volumes } = service as Lists
  return {
    ...service,
    cap_drop: dropped?.toSorted(),
    secrets: secrets?.toSorted(),
    volumes: volumes?.toSorted((one, other) => (one.target < other.target ? -1 : 1)),
  }
}

interface Lists {
  readonly cap_drop?: readonly string[]
  readonly secrets?: readonly string[]
  readonly volumes?: readonly { readonly target: string }[]
}
