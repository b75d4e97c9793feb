/** An executor is a function from documents to documents. */
export default (documents) => documents.map((document) => ({ ...document, text: document.text.trim() }))
