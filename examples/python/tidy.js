/** Removes what surrounds the words of a question. */
export default (documents) =>
  documents.map(({ text, ...rest }) => ({ ...rest, text: text.trim().replace(/\s+/g, ' ') }))
