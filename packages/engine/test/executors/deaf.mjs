// Answers a request, then says so and never gives the event loop back.
process.on('SIGTERM', () => {})

export default () => {
  setTimeout(() => {
    console.log('deaf')
    for (;;);
  }, 50)
}
