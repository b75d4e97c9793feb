/** What `boot.ts` has for the program that it runs. */
export interface Boot {
  importModule(url: string): Promise<Readonly<Record<string, unknown>>>
  /** The Pea is open: what is compiled by now is worth keeping. */
  isOpen?: boolean
}

/**
 * Imports a module by its URL. Code that runs from V8's code cache may not do that itself, so `boot.ts` does it for the
 * program.
 */
export function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  return bootOf()?.importModule(url) ?? import(/* @vite-ignore */ url)
}

/** The Pea is open: what is compiled by now serves the next one too. */
export function keepCompiled(): void {
  const boot = bootOf()
  if (boot !== undefined) boot.isOpen = true
}

/** What booted the program; nothing where it is not booted but imported. */
function bootOf(): Boot | undefined {
  return (globalThis as { peaflowBoot?: Boot }).peaflowBoot
}
