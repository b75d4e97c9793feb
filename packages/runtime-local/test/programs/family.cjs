// Ends, but leaves a child process that holds its stdout and stderr.
const { spawn } = require('node:child_process')
const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], {
  stdio: ['ignore', 'inherit', 'inherit'],
})
console.log(`child ${pid}`)
process.exit(5)
