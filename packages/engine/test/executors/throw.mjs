export default {
  setup() {
    throw new Error('no model here')
  },
}
