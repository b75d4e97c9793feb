// Prints its arguments, serves, and prints a line when it is torn down.
export default {
  setup(context) {
    console.log(`conformance with ${JSON.stringify(context.with)}`)
    console.error('conformance on stderr')
  },
  teardown() {
    console.log('conformance torn down')
  },
}
