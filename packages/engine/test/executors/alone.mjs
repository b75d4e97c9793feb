// Fails in the setup of every replica but the first.
export default {
  setup({ replicaId }) {
    if (replicaId > 0) throw new Error('I am not alone')
  },
}
