/** Throws for "bad", never comes back from "busy", ends its process for "die", and tells of each document. */
export default {
  requests: {
    default: async (documents, { log }) => {
      for (const { text } of documents) {
        log.info(`got ${text}`)
        if (text === 'bad') throw new Error('I do not like it')
        if (text === 'die') process.exit(3)
        while (text === 'busy');
      }
      return documents
    },
  },
}
