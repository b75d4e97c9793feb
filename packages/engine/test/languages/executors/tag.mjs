export default (documents, { with: { mark }, parameters }) =>
  documents.map((document) => ({ ...document, text: `${document.text}${mark}${parameters.p}`, [mark]: document.n / 2 }))
