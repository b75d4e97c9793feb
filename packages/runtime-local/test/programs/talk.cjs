// Prints its process id and arguments, then runs until SIGTERM or the end of its lifeline.
process.on('SIGTERM', () => process.exit(0))
process.stdin.on('end', () => process.exit(3)).resume()
console.error('to stderr')
console.log(`pid ${process.pid}, parent ${process.ppid}, lifeline ${process.env.PEAFLOW_LIFELINE}`)
console.log(process.argv.slice(2).join(' '))
console.log(
  `variables ${process.env.PEAFLOW_TEST_OWN} ${process.env.PATH === undefined ? 'without' : 'with'} those of the Flow`,
)
console.log(`folder ${process.cwd()}`)
