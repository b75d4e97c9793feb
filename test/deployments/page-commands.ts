import { type Snippet, snippets } from '../snippets.ts'

/** A page, and the file of the tests that run its commands, as the page says. */
export interface TestedPage {
  readonly page: string
  readonly test: string
}

/** The commands of a page that its tests run. Those that nothing runs are printed, each with its reason. */
export function pageCommands({ page, test }: TestedPage): readonly string[] {
  const marked = snippets.filter((own) => own.page === page && own.language === 'sh' && own.marks['not-run'])
  const [shown, others] = [marked.filter(isRunBy(test)), marked.filter((own) => !isRunBy(test)(own))]
  for (const { line, code, marks } of others) console.info(`${page}:${line} is not run: ${marks['not-run']}\n${code}`)
  return shown.flatMap(({ code }) => code.trim().split('\n'))
}

/** A file that a page shows. */
export function pageFile(page: string, name: string): string {
  return snippets.find((own) => own.page === page && own.file === name)?.code ?? ''
}

function isRunBy(test: string): (snippet: Snippet) => boolean {
  return ({ marks }) => marks['not-run'] === `${test} runs it`
}
