/** An executor is a function that takes documents and returns documents. */
export default (documents) => documents.map((document) => ({ ...document, text: document.text.trim() }))
