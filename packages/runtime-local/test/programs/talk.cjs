// Says who it is, then lives as long as its leash and ends well when it is asked to.
process.on('SIGTERM', () => process.exit(0))
process.stdin.on('end', () => process.exit(3)).resume()
console.error('to stderr')
console.log(`pid ${process.pid}, parent ${process.ppid}, leash ${process.env.PEAFLOW_LIFELINE}`)
console.log(process.argv.slice(2).join(' '))
