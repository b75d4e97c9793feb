/** Paths of a served Flow that are not endpoints, whatever its executors are called with: a request there never reaches the Flow. */
const RESERVED: readonly string[] = [
  '/livez',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/docs',
  '/post',
  '/status',
  '/dry_run',
]

/** Whether a served Flow answers this path itself, so that an endpoint of that name cannot be called by it. */
export function isReservedPath(path: string): boolean {
  return RESERVED.includes(path) || path === '/-' || path.startsWith('/-/')
}
