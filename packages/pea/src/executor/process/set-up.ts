import { resolve } from 'node:path'
import { type EndpointSchemas, FlowError } from '@peaflow/core'
import { toCause } from '@peaflow/protocol'
import { isMapping } from '../../document/value.ts'
import type { ReadSpec } from '../executor-file.ts'
import { isStandardSchema, SCHEMA_KINDS } from '../schemas/kinds.ts'
import { workspaceOf } from '../workspace.ts'
import type { ProgramError } from './messages.ts'
import type { ExecutorProgram } from './program.ts'

/** The JSON Schemas of the endpoints. What is not one is left out. */
export function readSchemas(endpoints: Readonly<Record<string, unknown>>): Readonly<Record<string, EndpointSchemas>> {
  const entries = Object.entries(endpoints).map(([name, schemas]) => {
    const own = SCHEMA_KINDS.flatMap((kind) => {
      const schema = isMapping(schemas) ? schemas[kind] : undefined
      return isMapping(schema) && !isStandardSchema(schema) ? [[kind, schema] as const] : []
    })
    return [name, Object.fromEntries(own)] as const
  })
  return Object.fromEntries(entries)
}

/** What the program is told of its Pea. */
export function toSetup(spec: ReadSpec, { uses }: ExecutorProgram): Readonly<Record<string, unknown>> {
  return {
    uses,
    with: spec.with,
    flow: spec.flow,
    pod: spec.pod,
    pea: spec.id,
    replica_id: spec.replicaId,
    replicas: spec.replicas,
    directory: resolve(spec.directory),
    workspace: workspaceOf(spec),
    concurrency: spec.concurrency,
    batch: spec.batch ?? null,
    debug: false,
    ...spec.pythonClass,
  }
}

/** The program failed before it was ready. A code that is about requests is not its to give. */
export function toSetupError({ code, message, hint, trace }: ProgramError): FlowError {
  const isOwn = code !== undefined && /^(LAUNCH|CONFIG)_[A-Z_]+$/.test(code)
  const text = isOwn ? message : `setup of the executor failed: ${message}`
  const own = isOwn ? (code as FlowError['code']) : 'LAUNCH_EXECUTOR_SETUP'
  return new FlowError(own, text, { hint, cause: toCause({ message: text, stack: trace }) })
}
