// Answers in pieces.
export default {
  requests: {
    '/all': (documents) => documents,
    async *'/pieces'(documents) {
      for (const document of documents) yield [document]
    },
  },
}
