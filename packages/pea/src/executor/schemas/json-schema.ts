import { statSync } from 'node:fs'
import { FlowError, type JsonSchema } from '@peaflow/core'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { describeThrown } from '../failure.ts'
import type { Check } from './check.ts'
import { toJsonView } from './json-view.ts'

/** Compiles JSON Schemas. `where` is what errors call the schema. */
export type CompileJsonSchema = (schema: JsonSchema, where: string) => Check

/**
 * One mistake of a value is enough: to look for all of them, an array of millions of wrong elements would take an error for
 * each. What a draft does not know, such as the keywords of OpenAPI, is ignored, and `format` is not checked, as drafts
 * since 2019-09 have it.
 */
const OPTIONS = {
  strict: false,
  validateFormats: false,
  allErrors: false,
  logger: false,
} as const

const DRAFT_7 = /^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/

/**
 * Loads the compiler of JSON Schemas. Only an executor that has one pays for it: 55 ms, and 75 ms for the first schema
 * (Node 20, one process).
 */
export async function loadJsonSchemas(): Promise<CompileJsonSchema> {
  // Node's `require` follows no symbolic link while the last file that it looked at is a pipe, such as one to a program, and
  // then does not find what ajv needs where a package manager links packages (`realpathSync` of `node:fs`, Node 20.20).
  statSync('/')
  const [{ Ajv2020 }, { Ajv }] = await Promise.all([import('ajv/dist/2020.js'), import('ajv')])
  const [newest, draft7] = [new Ajv2020(OPTIONS), new Ajv(OPTIONS)]
  return (schema, where) => {
    const compiler = DRAFT_7.test(String(schema.$schema)) ? draft7 : newest
    const compiled = { ...schema, $async: false }
    try {
      return checkWith(compiler.compile(compiled))
    } catch (cause) {
      const message = `${where} is not a JSON Schema that can be used: ${describeThrown(cause)}`
      const hint = 'Drafts 2020-12, 07 and 06 can be used; a $ref has to lead into the same schema'
      throw new FlowError('LAUNCH_EXECUTOR_SCHEMA', message, { hint, cause })
    } finally {
      // Schemas of two endpoints may have the same `$id`. Without the option `addUsedSchema`, `{ $ref: '#' }` leads nowhere.
      compiler.removeSchema(compiled)
    }
  }
}

function checkWith(validate: ValidateFunction): Check {
  return (value) => {
    if (validate(toJsonView(value))) return { value }
    return { issues: (validate.errors ?? []).map(toIssue) }
  }
}

function toIssue({ instancePath, message, params }: ErrorObject): {
  readonly pointer: string
  readonly message: string
} {
  const property: unknown = params.additionalProperty ?? params.unevaluatedProperty
  const name = property === undefined ? '' : ` "${property}"`
  return { pointer: instancePath, message: `${message ?? 'is not valid'}${name}` }
}
