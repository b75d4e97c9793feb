import { createHash } from 'node:crypto'
import { openStore } from './store.js'

/** By workspace: each shard has its own, also where several shards share a process. */
const stores = new Map()

/**
 * One shard of the index. Every shard gets every request: of the passages it keeps those whose id is its own, so each
 * passage is in exactly one shard, however often it is sent; a question is answered with its nearest passages here.
 */
export default {
  async setup({ workspace, log }) {
    const store = await openStore(workspace)
    stores.set(workspace, store)
    log.info(`${store.passages.size} passages in ${workspace}`)
  },
  requests: {
    async '/index'(passages, shard) {
      const own = passages.filter(({ id }) => shardOf(id, shard.replicas) === shard.replicaId)
      await stores.get(shard.workspace).add(own)
      return own.map(({ id, tags }) => ({ id, tags: { ...tags, shard: shard.replicaId } }))
    },
    '/search'(questions, { workspace, parameters: { top = 5 } }) {
      const passages = [...stores.get(workspace).passages.values()]
      return questions.map(({ embedding, ...question }) => ({
        ...question,
        matches: nearest(passages, embedding, top),
      }))
    },
    // Tags of all shards are merged: the answer counts the passages of each.
    '/status': (documents, { workspace, replicaId }) =>
      documents.map(({ id }) => ({ id, tags: { [`shard ${replicaId}`]: stores.get(workspace).passages.size } })),
  },
}

/** The shard that an id belongs to. */
export function shardOf(id, shards) {
  return createHash('sha256').update(id).digest().readUInt32BE() % shards
}

function nearest(passages, question, top) {
  return passages
    .map(({ embedding, ...passage }) => ({ ...passage, score: dot(embedding, question) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, top)
}

// The encoder's vectors have length 1, so this is the cosine of the angle between them.
function dot(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
