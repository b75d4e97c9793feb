// Heeds neither a signal nor its leash.
process.on('SIGTERM', () => {})
console.log(`pid ${process.pid}`)
setTimeout(() => {
  for (;;);
})
