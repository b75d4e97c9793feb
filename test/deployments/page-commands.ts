import { snippets } from '../snippets.ts'

/** The commands that a page shows, and says that the tests of this platform run. */
export function pageCommands(platform: 'compose' | 'swarm'): readonly string[] {
  const mark = `test/deployments/${platform}.docker.test.ts runs it`
  const own = snippets.filter(({ page, language }) => page === `docs/${platform}.md` && language === 'sh')
  const shown = own.filter(({ marks }) => marks['not-run'] === mark)
  return shown.flatMap(({ code }) => code.trim().split('\n'))
}

/** A file that a page shows. */
export function pageFile(platform: 'compose' | 'swarm', name: string): string {
  return snippets.find(({ page, file }) => page === `docs/${platform}.md` && file === name)?.code ?? ''
}
