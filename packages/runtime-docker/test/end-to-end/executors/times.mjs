// Multiplies the number of each document, so that a result shows which Pods it passed.
export default (documents, { with: { by } }) =>
  documents.map((document) => ({ ...document, tags: { ...document.tags, [`times${by}`]: document.number * by } }))
