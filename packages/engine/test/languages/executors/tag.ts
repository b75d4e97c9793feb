interface Given {
  readonly text: string
  readonly n: number
}

interface Context {
  readonly with: { readonly mark: string }
  readonly parameters: { readonly p: number }
}

export default (documents: readonly Given[], { with: { mark }, parameters }: Context) =>
  documents.map((document) => ({ ...document, text: `${document.text}${mark}${parameters.p}`, [mark]: document.n / 2 }))
