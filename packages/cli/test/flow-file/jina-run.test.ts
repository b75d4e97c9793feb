// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fromNdjson, runCommand, toNdjson } from '../process.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-jina-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** An executor that adds its name and some of its context to what a document has been through. */
const STAND_IN = `export default (documents, context) =>
  documents.map((document) => ({ ...document, tags: { ...document.tags, ...context.with.tags, ...variables() } }))
const variables = () => (process.env.FILTER === undefined ? {} : { filter: process.env.FILTER })
`

const standIn = (tags: object): string => `uses: ../stand-in.mjs\nwith: { tags: ${JSON.stringify(tags)} }\n`

async function run(documents: readonly object[], env = {}): Promise<readonly object[]> {
  const { code, stdout, stderr } = await runCommand(['run', 'flow.yml'], toNdjson(documents), { cwd: folder, env })
  expect({ code, errors: stderr.match(/^error.*/gm) }).toEqual({ code: 0, errors: null })
  return fromNdjson(stdout)
}

const documents = [
  { id: 'a', text: 'one' },
  { id: 'b', text: 'two' },
]

it('a file of the first releases: a tag, yaml_path, replicas from a variable, two paths that join', async () => {
  write({
    'stand-in.mjs': STAND_IN,
    'craft/segment.yml': standIn({ segmented: true }),
    'encode/encode.yml': standIn({ encoded: true }),
    'index/chunk.yml': standIn({ chunk: 1 }),
    'index/doc.yml': standIn({ doc: 2 }),
    '.env': 'REPLICAS=2 # as many as fit\n',
    'flow.yml': `!Flow
with: { logserver: true, read_only: true, rest_api: false }
pods:
  segment: { yaml_path: craft/segment.yml, replicas: $REPLICAS }
  encode: { yaml_path: encode/encode.yml, replicas: "\${REPLICAS}", timeout_ready: 100000 }
  chunks: { yaml_path: index/chunk.yml, replicas: $REPLICAS, polling: all, reducing_yaml_path: _merge_topk_chunks }
  docs: { yaml_path: index/doc.yml, recv_from: segment, separated_workspace: true }
  join_all: { yaml_path: _merge, recv_from: [chunks, docs] }
`,
  })
  expect(await run(documents)).toEqual(
    documents.map((document) => ({ ...document, tags: { segmented: true, encoded: true, chunk: 1, doc: 2 } })),
  )
})

it('a file of release 1: shards that all get a request, variables of a Pod, an inspecting Pod', async () => {
  write({
    'stand-in.mjs': STAND_IN,
    'pods/filter.yml': standIn({}),
    'pods/index.yml': standIn({ indexed: true }),
    'pods/look.yml': standIn({ looked: true }),
    'flow.yml': `jtype: Flow
version: '1'
with: { port_expose: 45678, restful: true, prefetch: 10 }
pods:
  - { name: filter, uses: pods/filter.yml, env: { FILTER: text/plain }, read_only: true }
  - { name: index, uses: pods/index.yml, shards: $SHARDS, polling: ALL, uses_reducing: _merge_all, timeout_ready: -1 }
  - { name: look, method: inspect, uses: pods/look.yml }
  - { name: last, uses: _forward }
`,
  })
  expect(await run(documents, { SHARDS: '2' })).toEqual(
    documents.map((document) => ({ ...document, tags: { filter: 'text/plain', indexed: true } })),
  )
})

it('a file of release 3: executors with arguments, a floating one, a join', async () => {
  write({
    'stand-in.mjs': STAND_IN,
    'flow.yml': `jtype: Flow
with: { port: 51000, protocol: grpc, monitoring: true, env: { JINA_LOG_LEVEL: debug } }
jcloud: { version: 3.20.3 }
executors:
  - { name: left, uses: stand-in.mjs, uses_with: { tags: { left: "\${{ ENV.SIDE }}" } }, replicas: 2, needs: [gateway] }
  - { name: right, uses: ./stand-in.mjs, uses_with: { tags: { right: 2 } }, shards: 1, needs: [gateway] }
  - { name: both, needs: [left, right] }
  - { name: store, uses: ./stand-in.mjs, floating: true, uses_with: { tags: { stored: true } } }
`,
  })
  expect(await run(documents, { SIDE: '1.10' })).toEqual(
    documents.map((document) => ({ ...document, tags: { left: '1.10', right: 2 } })),
  )
})
