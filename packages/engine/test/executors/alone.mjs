// Only the first replica is set up.
export default {
  setup({ replicaId }) {
    if (replicaId > 0) throw new Error('I am not alone')
  },
}
