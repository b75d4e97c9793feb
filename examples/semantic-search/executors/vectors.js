import { createHash } from 'node:crypto'
import { openStore } from './store.js'

/** One store per workspace, because several shards can share a process. */
const stores = new Map()

/**
 * One shard of the index. Every shard receives every request. The id of a chunk decides which shard stores it, so each
 * chunk is in exactly one of them, however often it is sent. Each shard answers a question with its own nearest chunks.
 */
export default {
  async setup({ workspace, log }) {
    const store = await openStore(workspace)
    stores.set(workspace, store)
    log.info(`${store.chunks.size} chunks in ${workspace}`)
  },
  requests: {
    async '/index'(chunks, shard) {
      const own = chunks.filter(({ id }) => shardOf(id, shard.replicas) === shard.replicaId)
      await stores.get(shard.workspace).add(own)
      return own.map(({ id, tags }) => ({ id, tags: { ...tags, shard: shard.replicaId } }))
    },
    '/search'(questions, { workspace, parameters: { top = 5 } }) {
      const chunks = [...stores.get(workspace).chunks.values()]
      return questions.map(({ embedding, ...question }) => ({
        ...question,
        matches: nearest(chunks, embedding, top),
      }))
    },
    // The tags of all shards are merged, so the answer has the number of chunks in each.
    '/status': (documents, { workspace, replicaId }) =>
      documents.map(({ id }) => ({ id, tags: { [`shard ${replicaId}`]: stores.get(workspace).chunks.size } })),
  },
}

/** The number of the shard that stores the chunk with this id. */
export function shardOf(id, shards) {
  return createHash('sha256').update(id).digest().readUInt32BE() % shards
}

function nearest(chunks, question, top) {
  return chunks
    .map(({ embedding, ...chunk }) => ({ ...chunk, score: dot(embedding, question) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, top)
}

// The embeddings have length 1, so their dot product is the cosine of the angle between them.
function dot(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
