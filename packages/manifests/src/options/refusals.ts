import { isVolumePath, splitVolume } from '@peaflow/core'
import type { PodRow, Refusal, Refused } from './rule.ts'

/** Refuses every value. */
export function refuseNever(why: string): Refusal {
  return () => ({ why: `cannot be exported: ${why}`, hint: 'Leave it out' })
}

/** Fields of Docker's own API have no counterpart. */
export function refuseRawFields(): Refused {
  return {
    why: 'cannot be exported: it has fields of the Engine’s own API',
    hint: 'Leave it out, and patch what was exported (kustomize, or a second Compose file)',
  }
}

/** A Pod with an image runs in what it is exported to. */
export function refuseRuntime(value: unknown): Refused | undefined {
  if (value === 'docker' || value === 'kubernetes') return undefined
  return { why: `"${value}" cannot be exported for a Pod with an image`, hint: 'Leave `runtime` out' }
}

/** An image that is built at each start is on no registry. */
export function refuseBuildWithoutName(_value: unknown, { image }: PodRow): Refused | undefined {
  if (image !== undefined) return undefined
  return {
    why: 'makes an image that other machines do not find',
    hint: 'Name it in `image` too (registry.example/encoder:1), build it and push it',
  }
}

/** Kubernetes and Swarm count GPUs. */
export function refuseAllGpus(value: unknown): Refused | undefined {
  if (value !== 'all') return undefined
  return { why: '"all" cannot be exported: GPUs are reserved by their number', hint: 'Say how many: gpus: 1' }
}

/** Kubernetes and Swarm know no users by name. */
export function refuseUserName(value: unknown): Refused | undefined {
  if (/^\d+(:\d+)?$/.test(String(value))) return undefined
  return {
    why: `"${value}" cannot be exported: only a number says whom secrets belong to`,
    hint: 'Write user: 1000, or 1000:1000',
  }
}

/** The containers of a Deployment are always started again. */
export function refuseLimitedRestarts(value: unknown): Refused | undefined {
  const { policy, max } = value as { readonly policy?: unknown; readonly max?: unknown }
  if (policy === 'on_failure' && max === undefined) return undefined
  return { why: 'cannot be exported: Kubernetes starts a container again each time it ends', hint: 'Leave it out' }
}

/** Swarm has no field for it. */
export function refusePullPolicy(value: unknown): Refused | undefined {
  if (value === 'missing') return undefined
  return {
    why: `"${value}" cannot be exported: a stack file has no field for it`,
    hint: 'Leave it out, and use docker stack deploy --resolve-image',
  }
}

/** A path is one of this machine; nodes of a cluster come and go. */
export function refusePaths(value: unknown): Refused | undefined {
  return refuseSources(value, isVolumePath, 'a path') ?? refuseLabels(value)
}

/** A relative path is one of this machine. */
export function refuseRelativePaths(value: unknown): Refused | undefined {
  const isRelative = (source: string) => isVolumePath(source) && !source.startsWith('/')
  return refuseSources(value, isRelative, 'a path of this machine') ?? refuseLabels(value)
}

/** Compose 1.29 and Swarm have no field for a label of SELinux, and a cluster has its own. */
export function refuseLabels(value: unknown): Refused | undefined {
  const labelled = (value as readonly string[]).find((text) =>
    splitVolume(text).modes.some((mode) => /^z$/i.test(mode)),
  )
  if (labelled === undefined) return undefined
  return {
    why: `cannot be exported: ${labelled} asks for a label of SELinux`,
    hint: 'Leave out z or Z, and label the folder itself, or mount it in what was exported',
  }
}

/** A file of variables, as `docker stack` reads it, has one in each row. */
export function refuseRows(value: unknown): Refused | undefined {
  const name = Object.entries(value as object).find(([, text]) => String(text).includes('\n'))?.[0]
  if (name === undefined) return undefined
  return {
    why: `cannot be exported: the value of "${name}" has a line break`,
    hint: 'Hand it over in a file: a secret',
  }
}

/** Variables that a container of Kubernetes cannot have. */
export function refuseEnvironmentNames(value: unknown): Refused | undefined {
  const name = Object.keys(value as object).find((one) => !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(one))
  if (name === undefined) return undefined
  return {
    why: `cannot be exported: "${name}" cannot be the name of a variable in Kubernetes`,
    hint: 'Letters, digits, "_", "-" and ".", not beginning with a digit',
  }
}

function refuseSources(value: unknown, isRefused: (source: string) => boolean, what: string): Refused | undefined {
  const sources = (value as readonly string[]).map((text) => splitVolume(text).source)
  const refused = sources.find((source) => source !== undefined && isRefused(source))
  if (refused === undefined) return undefined
  return {
    why: `cannot be exported: ${refused} is ${what}`,
    hint: 'COPY it into the image, or name a volume: models:/models:ro',
  }
}
