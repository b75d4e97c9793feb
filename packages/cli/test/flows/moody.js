/** Throws for "bad", never returns from "busy", exits for "die", and logs each document. */
export default {
  requests: {
    default: async (documents, { log }) => {
      for (const { text } of documents) {
        log.info(`received ${text}`)
        if (text === 'bad') throw new Error('I do not like it')
        if (text === 'die') process.exit(3)
        while (text === 'busy');
      }
      return documents
    },
  },
}
