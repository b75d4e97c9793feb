import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What `program/boot.ts` provides to the program that it runs. */
export interface Boot {
  importModule(url: string): Promise<Readonly<Record<string, unknown>>>
  /** The Pea is open: the code compiled so far is worth caching. */
  isOpen?: boolean
}

/**
 * Imports a module by its URL. Code that runs from V8's code cache cannot use `import()`, so `program/boot.ts` imports on
 * its behalf.
 */
export function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  return bootOf()?.importModule(url) ?? import(/* @vite-ignore */ url)
}

/**
 * The URL under which this thread reads a module again that has changed since it was imported. What the module imports
 * itself is not read again.
 */
export function anew(url: string): string {
  const file = fileURLToPath(url)
  delete createRequire(url).cache[file]
  return `${url}?changed=${statSync(file).mtimeMs}`
}

/** Marks the Pea as open: the code compiled so far is cached for the next Pea. */
export function cacheCompiled(): void {
  const boot = bootOf()
  if (boot !== undefined) boot.isOpen = true
}

/** The boot program's side; `undefined` where the package is imported as a library. */
function bootOf(): Boot | undefined {
  return (globalThis as { peaflowBoot?: Boot }).peaflowBoot
}
