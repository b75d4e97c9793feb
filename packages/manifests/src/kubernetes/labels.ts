import type { Data } from '../yaml/noted.ts'

/** The label that holds what belongs to one Pod of a Flow; that of the Flow's own container is `gateway`, which no Pod is named. */
export interface Labelled {
  readonly flow: string
  readonly pod: string
}

/** The labels by which Services and policies find containers. They never change, since those of a Deployment cannot. */
export function selectorOf({ flow, pod }: Labelled): Readonly<Record<string, string>> {
  return { 'peaflow.flow': flow, 'peaflow.pod': pod }
}

/** The labels of an object. */
export function labelsOf(labelled: Labelled): Data {
  return {
    'app.kubernetes.io/name': labelled.pod,
    'app.kubernetes.io/part-of': labelled.flow,
    'app.kubernetes.io/managed-by': 'peaflow',
    ...selectorOf(labelled),
  }
}
