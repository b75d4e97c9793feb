/** What `boot.ts` has for the program that it runs. */
export interface Boot {
  importModule(url: string): Promise<Readonly<Record<string, unknown>>>
  /** The path of the build of zeromq's addon that fits this machine, as the code cache knows it. */
  readonly addon?: string | undefined
  /** The path of the one that was loaded. */
  loaded?: string | undefined
}

/**
 * Imports a module by its URL. Code that runs from V8's code cache may not do that itself, so `boot.ts` does it for the
 * program.
 */
export function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const { peaflowBoot } = globalThis as { peaflowBoot?: Boot }
  return peaflowBoot ? peaflowBoot.importModule(url) : import(/* @vite-ignore */ url)
}
