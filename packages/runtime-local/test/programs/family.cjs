// Leaves behind a process of its own that holds its outputs.
const { spawn } = require('node:child_process')
const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], {
  stdio: ['ignore', 'inherit', 'inherit'],
})
console.log(`child ${pid}`)
process.exit(5)
