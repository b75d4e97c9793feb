// Notes in each document that this Pod saw it, and how many had before.
export default (documents, { with: { pod } }) => {
  for (const document of documents) document.tags = { ...document.tags, [pod]: Object.keys(document.tags ?? {}).length }
}
