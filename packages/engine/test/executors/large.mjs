// Answers with a document of as many bytes as the request asks for.
export default {
  requests: {
    '/large': (_documents, { parameters }) => [{ id: 'large', blob: Buffer.alloc(parameters.bytes, 7) }],
    default: (documents) => documents,
  },
}
