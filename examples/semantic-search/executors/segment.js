import { createHash } from 'node:crypto'

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const TITLE = /\b(Mr|Mrs|Ms|Dr|Gen|St|U\.S)\.\s*$/

/** Cuts each address into chunks of whole sentences. Other requests, such as questions, pass unchanged. */
export default {
  requests: {
    '/index': (addresses, { with: { length = 300 } }) =>
      addresses.flatMap(({ text, tags }) => cut(text, length).map((chunk) => toDocument(chunk, tags))),
  },
}

/** Returns chunks of at most `length` characters, or of one sentence if that is longer. */
export function cut(text, length) {
  const chunks = []
  let chunk = ''
  for (const sentence of sentencesOf(text)) {
    if (chunk !== '' && chunk.length + sentence.length > length) {
      chunks.push(chunk.trim())
      chunk = ''
    }
    chunk += sentence
  }
  return [...chunks, chunk.trim()].filter((each) => each !== '')
}

function* sentencesOf(text) {
  let sentence = ''
  for (const { segment } of sentences.segment(text.replace(/\s+/g, ' '))) {
    sentence += segment
    // The segmenter takes "Mr." for the end of a sentence.
    if (TITLE.test(sentence)) continue
    yield sentence
    sentence = ''
  }
  yield sentence
}

// The id is a hash of the content, so that indexing the same data twice yields the same ids.
function toDocument(text, tags) {
  const id = createHash('sha256')
    .update(JSON.stringify([tags, text]))
    .digest('hex')
    .slice(0, 16)
  return { id, text, tags }
}
