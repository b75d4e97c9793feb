/** Plain data of a manifest; what is `undefined` is left out. */
export type Data = Readonly<Record<string, unknown>>

/** Comments of a document by the path of the field before which each stands: `spec/strategy`, or `` for the document. */
export type Notes = Readonly<Record<string, string>>

/** One document of a YAML file, with the comments that say why. A comment on a field that is absent is left out. */
export interface NotedDocument {
  readonly data: Data
  readonly notes: Notes
}
