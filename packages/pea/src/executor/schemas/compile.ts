import type { EndpointSchemas, Schema } from '@peaflow/core'
import type { Check } from './check.ts'
import type { CompileJsonSchema } from './json-schema.ts'
import { isStandardSchema } from './kinds.ts'
import type { RequestChecks } from './request-check.ts'
import { checkWithStandard } from './standard-schema.ts'

/**
 * Compiles the schemas of what endpoints take, by endpoint; those that describe their results alone are not in it.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_SCHEMA` if one cannot be used.
 */
export async function compileChecks(
  schemas: Readonly<Record<string, EndpointSchemas>>,
): Promise<ReadonlyMap<string, RequestChecks>> {
  const taken = Object.entries(schemas).filter(([, { input, parameters }]) => input ?? parameters)
  const all = taken.flatMap(([, { input, parameters }]) => [input, parameters])
  const hasJson = all.some((schema) => schema !== undefined && !isStandardSchema(schema))
  const compileJson = hasJson ? await (await import('./json-schema.ts')).loadJsonSchemas() : undefined
  return new Map(
    taken.map(([endpoint, { input, parameters }]) => {
      const check = (schema: Schema | undefined, kind: string) =>
        schema && compile(schema, `the ${kind} schema of "${endpoint}"`, compileJson)
      return [endpoint, { endpoint, input: check(input, 'input'), parameters: check(parameters, 'parameters') }]
    }),
  )
}

function compile(schema: Schema, where: string, compileJson: CompileJsonSchema | undefined): Check | undefined {
  return isStandardSchema(schema) ? checkWithStandard(schema) : compileJson?.(schema, where)
}
