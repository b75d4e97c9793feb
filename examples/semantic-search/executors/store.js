import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Opens the passages kept in a folder: all of them in memory, by id, each new one appended to a file there. */
export async function openStore(folder) {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'passages.ndjson')
  const passages = await read(file)
  return { passages, add: (documents) => add({ file, passages }, documents) }
}

async function add({ file, passages }, documents) {
  const fresh = documents.filter(({ id }) => !passages.has(id))
  if (fresh.length === 0) return
  await appendFile(file, fresh.map(toLine).join(''))
  for (const { id, text, tags, embedding } of fresh) passages.set(id, { id, text, tags, embedding })
}

async function read(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  // A shard that was killed while it wrote leaves half a line: that passage will be sent again.
  if (whole.length < text.length) await writeFile(file, whole)
  return new Map(whole.split('\n').filter(Boolean).map(fromLine))
}

function toLine({ id, text, tags, embedding }) {
  const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength)
  return `${JSON.stringify({ id, text, tags, vector: bytes.toString('base64') })}\n`
}

function fromLine(line) {
  const { vector, ...passage } = JSON.parse(line)
  // A copy, because a Float32Array needs its bytes aligned.
  const bytes = Uint8Array.from(Buffer.from(vector, 'base64'))
  return [passage.id, { ...passage, embedding: new Float32Array(bytes.buffer) }]
}
