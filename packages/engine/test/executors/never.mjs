// Never completes its setup.
export default {
  setup() {
    console.log('loading forever')
    return new Promise(() => {})
  },
}
