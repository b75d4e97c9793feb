/** What the executor of a new project is written in. */
export type Language = keyof typeof EXECUTORS

/** The files of a new project, by name. */
export function projectFiles(flow: string, language: Language): Readonly<Record<string, string>> {
  const { file, code, about } = EXECUTORS[language]
  return { 'flow.yml': toFlowFile(flow, file), [file]: code, 'README.md': toReadme(flow, about) }
}

function toFlowFile(flow: string, executor: string): string {
  return `name: ${flow}
version: 1
pods:
  # Two equal processes share the work. Add a Pod below: it needs the one above.
  shout: { uses: ./${executor}, replicas: 2 }
`
}

const JAVASCRIPT = `/** Gets documents, and returns what replaces them. */
export default async (documents, ctx) => {
  ctx.log.info(\`shouts \${documents.length}\`)
  return documents.map((document) => ({ ...document, text: String(document.text).toUpperCase() }))
}
`

const PYTHON = `from peaflow import Executor, requests


class Shout(Executor):
    def __init__(self, mark="", **kwargs):
        super().__init__(**kwargs)
        # Runs once in each replica: load a model here. Arguments come from \`with\` in flow.yml.
        self.mark = mark

    @requests
    def shout(self, docs, **kwargs):
        self.logger.info("shouts %d", len(docs))
        for doc in docs:
            doc.text = doc.text.upper() + self.mark
`

const ABOUT_PYTHON = `
It runs in the Python of \`.venv\`, if that folder is here, or in \`python3\`. For packages of your own:
\`python3 -m venv .venv && .venv/bin/pip install numpy\`
`

const EXECUTORS = {
  javascript: { file: 'shout.mjs', code: JAVASCRIPT, about: '' },
  python: { file: 'shout.py', code: PYTHON, about: ABOUT_PYTHON },
} as const

function toReadme(flow: string, about: string): string {
  return `# ${flow}

Run it: \`echo hello | peaflow run flow.yml --lines\`
${about}`
}
