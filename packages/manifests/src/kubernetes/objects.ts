import type { Data, NotedDocument, Notes } from '../yaml/noted.ts'
import { type Labelled, labelsOf } from './labels.ts'

/** What every object has. */
export interface ObjectHead extends Labelled {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
}

/** An object of Kubernetes with the comments on its fields. */
export function toObject(
  { apiVersion, kind, name, ...labelled }: ObjectHead,
  fields: Data,
  notes: Notes,
): NotedDocument {
  return { data: { apiVersion, kind, metadata: { name, labels: labelsOf(labelled) }, ...fields }, notes }
}

/** Puts a prefix before the paths of comments. */
export function under(prefix: string, notes: Notes): Notes {
  return Object.fromEntries(Object.entries(notes).map(([path, note]) => [`${prefix}/${path}`, note]))
}
