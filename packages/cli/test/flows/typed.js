export default {
  requests: { '/index': (documents) => documents },
  schemas: { '/index': { input: { type: 'object', required: ['text'] } } },
}
