import { type Executor, type ExecutorFunction, FlowError } from '@peaflow/core'
import { describeValue, isMapping } from '../document/value.ts'
import { findSchemaMistake } from './schemas/check-schemas.ts'

const EXAMPLE = 'export default (documents) => documents'

/**
 * What a module exports as an executor.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_EXPORT` if it is not an executor.
 */
export function toExecutor(module: Readonly<Record<string, unknown>>, uses: string): Executor {
  const exported = defaultOf(module)
  if (exported === undefined) throw noDefault(module, uses)
  return checkExecutor(exported, `the default export of ${uses}`)
}

/**
 * The value as an executor.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_EXPORT` if it is not an executor; the message calls the value `name`.
 */
export function checkExecutor(value: unknown, name: string): Executor {
  if (typeof value === 'function') {
    if (/^class\b/.test(Function.prototype.toString.call(value))) throw isClass(name)
    return value as ExecutorFunction
  }
  if (!isMapping(value)) throw wrong(`${name} is ${describeValue(value)}, not an executor`)
  checkFields(value, name)
  return value
}

/** A module that TypeScript or Babel compiled to CommonJS has its default export one level deeper. */
function defaultOf(module: Readonly<Record<string, unknown>>): unknown {
  const exported = module.default
  return isMapping(exported) && exported.__esModule === true ? exported.default : exported
}

function checkFields(executor: Readonly<Record<string, unknown>>, name: string): void {
  const { setup, teardown, requests, schemas } = executor
  for (const [key, value] of Object.entries({ setup, teardown })) {
    if (value !== undefined && typeof value !== 'function') throw wrong(`${key} of ${name} is not a function`)
  }
  if (requests === undefined && setup === undefined && teardown === undefined) {
    throw wrong(`${name} has neither requests nor setup nor teardown`)
  }
  if (requests !== undefined) checkRequests(requests, name)
  const mistake = schemas === undefined ? undefined : findSchemaMistake(schemas, { requests, name })
  if (mistake !== undefined) throw wrong(mistake.message, mistake.hint)
}

function checkRequests(requests: unknown, name: string): void {
  if (!isMapping(requests)) throw wrong(`requests of ${name} is ${describeValue(requests)}, not functions by endpoint`)
  for (const [endpoint, serve] of Object.entries(requests)) {
    if (typeof serve !== 'function') throw wrong(`"${endpoint}" in the requests of ${name} is not a function`)
    if (endpoint !== 'default' && !endpoint.startsWith('/')) {
      throw wrong(`"${endpoint}" in the requests of ${name} is not an endpoint`, `Name it "/${endpoint}", or "default"`)
    }
  }
}

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>

/** The error for a module without a default export. */
export function noDefault(module: ModuleExports, uses: string): FlowError {
  const names = Object.keys(module).filter((name) => name !== 'default')
  const others = names.length === 0 ? '' : `; it exports ${names.join(', ')}`
  const hint = names.includes('requests') ? `Add: export default { ${names.join(', ')} }` : `For example: ${EXAMPLE}`
  return wrong(`${uses} has no default export${others}`, hint)
}

function isClass(name: string): FlowError {
  return wrong(`${name} is a class, not an object`, 'Export an instance: export default new …')
}

function wrong(message: string, hint = `An executor is a function or an object with requests: ${EXAMPLE}`): FlowError {
  return new FlowError('LAUNCH_EXECUTOR_EXPORT', message, { hint })
}
