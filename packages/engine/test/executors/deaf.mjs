// Never gives the event loop back, once it is set up.
export default {
  setup() {
    process.on('SIGTERM', () => {})
    setTimeout(() => {
      for (;;);
    }, 50)
  },
}
