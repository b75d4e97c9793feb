import type { Executor, ExecutorContext, ExecutorFunction } from '@peaflow/core'
import { checkExecutor } from './shape.ts'

/** How an executor is called, whichever of its two forms it has. */
export interface Service {
  /** What serves an endpoint; nothing if the executor leaves documents of it as they are. */
  serving(endpoint: string): ExecutorFunction | undefined
  setup(context: ExecutorContext): unknown
  teardown(context: ExecutorContext): unknown
}

/**
 * An executor as a service: a function serves every endpoint, an object those of its `requests`, by `default` others.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_EXPORT` if it is no executor.
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
