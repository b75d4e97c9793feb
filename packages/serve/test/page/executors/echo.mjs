/** Answers `/index` with what it gets, and fails for the text `bad`; streams a document for each word at `/words`. */
export default {
  requests: {
    '/index'(documents) {
      if (documents.some(({ text }) => text === 'bad')) throw new Error('no model')
      console.log(`took ${documents.length}`)
      return documents
    },
    async *'/words'([{ text }]) {
      for (const word of text.split(' ')) yield [{ text: word }]
    },
  },
}
