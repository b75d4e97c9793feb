/** What it gets, with what it was told beside it. */
export default (documents, { parameters }) => documents.map((document) => ({ ...document, ...parameters }))
