import type { Executor, ExecutorContext, ExecutorFunction } from '@peaflow/core'
import { checkExecutor } from './shape.ts'

/** One way to call an executor, whether it is a function or an object. */
export interface Service {
  /** The function that serves an endpoint; `undefined` if documents pass unchanged. */
  serving(endpoint: string): ExecutorFunction | undefined
  setup(context: ExecutorContext): unknown
  teardown(context: ExecutorContext): unknown
}

/**
 * Wraps an executor. A function serves every endpoint; an object serves the endpoints in its `requests`, and all others
 * by `default` if it has one.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_EXPORT` if it is not an executor.
 */
export function toService(executor: Executor): Service {
  checkExecutor(executor, 'the executor')
  if (typeof executor === 'function') return { serving: () => executor, setup: noStep, teardown: noStep }
  const endpoints = new Map(Object.entries(executor.requests ?? {}))
  const bound = new Map([...endpoints].map(([endpoint, serve]) => [endpoint, serve.bind(executor)]))
  return {
    serving: (endpoint) => bound.get(endpoint) ?? bound.get('default'),
    setup: (context) => executor.setup?.(context),
    teardown: (context) => executor.teardown?.(context),
  }
}

function noStep(): void {}
