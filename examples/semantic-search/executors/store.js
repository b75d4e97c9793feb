import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Opens the store in a folder. It holds all chunks in memory, by id, and appends each new one to a file. */
export async function openStore(folder) {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'chunks.ndjson')
  const chunks = await read(file)
  return { chunks, add: (documents) => add({ file, chunks }, documents) }
}

async function add({ file, chunks }, documents) {
  const unknown = documents.filter(({ id }) => !chunks.has(id))
  if (unknown.length === 0) return
  await appendFile(file, unknown.map(toLine).join(''))
  for (const { id, text, tags, embedding } of unknown) chunks.set(id, { id, text, tags, embedding })
}

async function read(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  // A shard that was killed while it wrote leaves half a line. Its chunk was not acknowledged, so it is sent again.
  if (complete.length < text.length) await writeFile(file, complete)
  return new Map(complete.split('\n').filter(Boolean).map(fromLine))
}

function toLine({ id, text, tags, embedding }) {
  const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength)
  return `${JSON.stringify({ id, text, tags, vector: bytes.toString('base64') })}\n`
}

function fromLine(line) {
  const { vector, ...chunk } = JSON.parse(line)
  // Copies the bytes, because those of a Float32Array must be aligned.
  const bytes = Uint8Array.from(Buffer.from(vector, 'base64'))
  return [chunk.id, { ...chunk, embedding: new Float32Array(bytes.buffer) }]
}
