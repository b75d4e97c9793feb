// Ends its process in setup.
export default {
  setup() {
    console.log('about to end')
    process.exit(3)
  },
}
