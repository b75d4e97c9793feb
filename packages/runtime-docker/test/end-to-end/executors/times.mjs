// Multiplies the number of each document, so that a result tells which Pods it came by.
export default (documents, { with: { by } }) =>
  documents.map((document) => ({ ...document, tags: { ...document.tags, [`times${by}`]: document.number * by } }))
