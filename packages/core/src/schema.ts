/** A JSON Schema that is an object: draft 2020-12, or the draft that its `$schema` names. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What a validation finds: the value, possibly transformed, or what is wrong with it. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** One mistake, and where it is: the keys from the outermost value inwards. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** Which JSON Schema a library is to make. */
export interface JsonSchemaTarget {
  readonly target: string
}

/** What every schema of a library has that follows https://standardschema.dev: Zod, Valibot, ArkType and others. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1
    /** The name of the library. */
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
    /** Describes the schema, where the library can. May throw. */
    readonly jsonSchema?:
      | {
          readonly input: (target: JsonSchemaTarget) => Record<string, unknown>
          readonly output: (target: JsonSchemaTarget) => Record<string, unknown>
        }
      | undefined
  }
}

/** A schema of a value: a JSON Schema, or one of a library. */
export type Schema = JsonSchema | StandardSchema

/** What one endpoint of an executor takes and gives. */
export interface EndpointSchemas {
  /** Of each document of a request. A request that does not fit fails before the executor is called. */
  readonly input?: Schema | undefined
  /** Of each document of a result. It describes; results are not checked. */
  readonly output?: Schema | undefined
  /** Of the parameters of a request, which are checked like its documents. */
  readonly parameters?: Schema | undefined
}

/** The same as JSON Schemas alone, as a Pea tells its Flow. */
export interface EndpointDescription {
  readonly input?: JsonSchema | undefined
  readonly output?: JsonSchema | undefined
  readonly parameters?: JsonSchema | undefined
}

/** The endpoints that an executor serves, and what each takes and gives. `default` stands for all that it does not name. */
export type Endpoints = Readonly<Record<string, EndpointDescription>>
