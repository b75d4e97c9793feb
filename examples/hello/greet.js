/** The second argument holds the Pod's `with` option and the number of the replica, among other things. */
export default (documents, { with: { greeting }, replicaId }) =>
  documents.map(({ text, ...rest }) => ({ ...rest, text: `${greeting}, ${text}!`, tags: { replica: replicaId } }))
