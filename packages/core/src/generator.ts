import type { Executor } from './executor.ts'

/**
 * The first endpoint that a generator serves, as `"/index"`; `every endpoint` if the executor itself is one, `undefined` if
 * there is none.
 */
export function findGenerator(executor: Executor): string | undefined {
  if (typeof executor === 'function') return isGenerator(executor) ? 'every endpoint' : undefined
  const [endpoint] = Object.entries(executor.requests ?? {}).find(([, serve]) => isGenerator(serve)) ?? []
  return endpoint === undefined ? undefined : `"${endpoint}"`
}

/** Whether a function is `function*` or `async function*`: calling it runs nothing yet, and returns an iterator. */
function isGenerator(value: unknown): boolean {
  return /^\[object (Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(value))
}
