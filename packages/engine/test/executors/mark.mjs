// Appends `with.mark` to the text.
export default {
  requests: {
    default: (documents, context) =>
      documents.map((document) => ({ ...document, text: `${document.text}${context.with.mark}` })),
  },
}
