// Answers a request, then prints a line and blocks the event loop forever.
process.on('SIGTERM', () => {})

export default () => {
  setTimeout(() => {
    console.log('unresponsive')
    for (;;);
  }, 50)
}
