/** The files of a new project, by name. */
export function projectFiles(flow: string): Readonly<Record<string, string>> {
  return { 'flow.yml': toFlowFile(flow), 'shout.mjs': EXECUTOR, 'README.md': toReadme(flow) }
}

function toFlowFile(flow: string): string {
  return `name: ${flow}
version: 1
pods:
  # Two equal processes share the work. Add a Pod below: it needs the one above.
  shout: { uses: ./shout.mjs, replicas: 2 }
`
}

const EXECUTOR = `/** Gets documents, and returns what replaces them. */
export default async (documents, ctx) => {
  ctx.log.info(\`shouts \${documents.length}\`)
  return documents.map((document) => ({ ...document, text: String(document.text).toUpperCase() }))
}
`

function toReadme(flow: string): string {
  return `# ${flow}

Run it: \`echo hello | peaflow run flow.yml --lines\`
`
}
