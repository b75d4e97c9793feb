// Marks each document with the Pod's mark, and with whether it ran in a container: there the lifeline is 0.
export default (documents, { with: { mark }, replicaId }) =>
  documents.map((document) => ({
    ...document,
    tags: { ...document.tags, [mark]: { replica: replicaId, inside: process.env.PEAFLOW_LIFELINE === '0' } },
  }))
