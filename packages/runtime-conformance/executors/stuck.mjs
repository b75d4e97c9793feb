// Never gives the event loop back: nothing but force ends it.
export default {
  setup() {
    console.log('conformance stuck')
    for (;;);
  },
}
