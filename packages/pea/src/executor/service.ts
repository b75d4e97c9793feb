import type { Document, Endpoints, Executor, ExecutorFunction, ExecutorObject } from '@peaflow/core'
import type { CallContext } from './context.ts'
import { compileChecks } from './schemas/compile.ts'
import { describeEndpoints } from './schemas/describe.ts'
import { checkRequest, type RequestChecks } from './schemas/request-check.ts'
import { checkExecutor } from './shape.ts'

/** Serves the requests of one endpoint. */
export type Serve = (documents: Document[], context: CallContext) => ReturnType<ExecutorFunction>

/** One way to call an executor, whether it is a function or an object. */
export interface Service {
  /** The function that serves an endpoint; `undefined` if documents pass unchanged. */
  serving(endpoint: string): Serve | undefined
  /** What it serves; `undefined` if it has more endpoints than can be described. */
  readonly endpoints: Endpoints | undefined
  /** What could not be described: lines for the log. */
  readonly omissions: readonly string[]
  setup(context: CallContext): unknown
  teardown(context: CallContext): unknown
}

/**
 * Wraps an executor. A function serves every endpoint; an object serves the endpoints in its `requests`, and all others
 * by `default` if it has one. Where an endpoint has schemas, requests are checked before it is called.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_EXPORT` if it is not an executor, `LAUNCH_EXECUTOR_SCHEMA` if one of its schemas cannot
 * be used.
 */
export async function toService(executor: Executor): Promise<Service> {
  checkExecutor(executor, 'the executor')
  if (typeof executor === 'function') {
    return { serving: () => executor, setup: noStep, teardown: noStep, ...describeEndpoints(['default']) }
  }
  const { requests = {}, schemas } = executor
  const described = describeEndpoints(Object.keys(requests), schemas)
  const checks = schemas === undefined ? undefined : await compileChecks(schemas)
  const bound = new Map(
    Object.entries(requests).map(([name, serve]) => [name, bind(executor, serve, checks?.get(name))]),
  )
  return {
    serving: (endpoint) => bound.get(endpoint) ?? bound.get('default'),
    setup: (context) => executor.setup?.(context),
    teardown: (context) => executor.teardown?.(context),
    ...described,
  }
}

function bind(executor: ExecutorObject, serve: ExecutorFunction, checks: RequestChecks | undefined): Serve {
  if (checks === undefined) return serve.bind(executor)
  return async (given, context) => {
    const { documents, parameters } = await checkRequest(checks, { documents: given, parameters: context.parameters })
    context.parameters = parameters
    context.signal.throwIfAborted()
    // One that changes documents in place has changed those that the schema made.
    return (await serve.call(executor, documents, context)) ?? documents
  }
}

function noStep(): void {}
