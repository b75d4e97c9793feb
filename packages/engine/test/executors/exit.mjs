// Ends its process in its setup.
export default {
  setup() {
    console.log('about to end')
    process.exit(3)
  },
}
