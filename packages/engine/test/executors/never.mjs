// Is never set up.
export default {
  setup() {
    console.log('loading for ever')
    return new Promise(() => {})
  },
}
