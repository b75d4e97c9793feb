export default (documents) => documents.map((document) => ({ ...document, text: document.text.toUpperCase() }))
