import { InvalidArgumentError } from 'commander'

/** A Pod, and which of its messages: those that arrive, or those that leave it. */
export interface PodSide {
  readonly pod: string
  readonly at?: 'in' | 'out' | undefined
}

/** Reads `encode`, `encode:in` or `encode:out`. */
export function parsePodSide(text: string): PodSide {
  const [, pod = '', at] = /^([^:]+)(?::(in|out))?$/.exec(text) ?? []
  if (pod !== '') return at === undefined ? { pod } : { pod, at: at as 'in' | 'out' }
  throw new InvalidArgumentError('Write the Pod, or the Pod and a side, such as encode:in or encode:out.')
}
