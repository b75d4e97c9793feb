export default (documents) =>
  documents.map((document) => ({ ...document, tags: { words: document.text.split(' ').length } }))
