/** Returns the documents, with the parameters added to each. */
export default (documents, { parameters }) => documents.map((document) => ({ ...document, ...parameters }))
