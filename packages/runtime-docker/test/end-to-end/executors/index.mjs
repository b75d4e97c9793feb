// Marks each document as indexed.
export default (documents) => documents.map((document) => ({ ...document, tags: { ...document.tags, indexed: true } }))
