// Ignores SIGTERM and its lifeline.
process.on('SIGTERM', () => {})
console.log(`pid ${process.pid}`)
setTimeout(() => {
  for (;;);
})
