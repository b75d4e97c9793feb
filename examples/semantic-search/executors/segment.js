import { createHash } from 'node:crypto'

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const TITLE = /\b(Mr|Mrs|Ms|Dr|Gen|St|U\.S)\.\s*$/

/** Cuts each address into passages of whole sentences. Other requests, such as a question, pass as they are. */
export default {
  requests: {
    '/index': (addresses, { with: { length = 300 } }) =>
      addresses.flatMap(({ text, tags }) => cut(text, length).map((passage) => toDocument(passage, tags))),
  },
}

/** Passages of at most `length` characters, unless a single sentence is longer. */
export function cut(text, length) {
  const passages = []
  let passage = ''
  for (const sentence of sentencesOf(text)) {
    if (passage !== '' && passage.length + sentence.length > length) {
      passages.push(passage.trim())
      passage = ''
    }
    passage += sentence
  }
  return [...passages, passage.trim()].filter((each) => each !== '')
}

function* sentencesOf(text) {
  let sentence = ''
  for (const { segment } of sentences.segment(text.replace(/\s+/g, ' '))) {
    sentence += segment
    // To the segmenter "Mr." ends a sentence.
    if (TITLE.test(sentence)) continue
    yield sentence
    sentence = ''
  }
  yield sentence
}

// The id is made of what the passage is, so that a second run of the same data makes the same ids.
function toDocument(text, tags) {
  const id = createHash('sha256')
    .update(JSON.stringify([tags, text]))
    .digest('hex')
    .slice(0, 16)
  return { id, text, tags }
}
