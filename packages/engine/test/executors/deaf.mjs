// Answers a request, and then never gives the event loop back.
process.on('SIGTERM', () => {})

export default () => {
  setTimeout(() => {
    for (;;);
  }, 50)
}
