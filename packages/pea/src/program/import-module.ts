interface Boot {
  importModule(url: string): Promise<Readonly<Record<string, unknown>>>
}

/**
 * Imports a module by its URL. Code that runs from V8's code cache may not do that itself, so `boot.cjs` does it for the
 * program.
 */
export function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const { peaflowBoot } = globalThis as { peaflowBoot?: Boot }
  return peaflowBoot ? peaflowBoot.importModule(url) : import(/* @vite-ignore */ url)
}
