// Blocks the event loop forever, so that it can only be killed.
export default {
  setup() {
    console.log('conformance stuck')
    for (;;);
  },
}
