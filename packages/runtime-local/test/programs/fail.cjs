for (let line = 0; line < 30; line++) console.log(`line ${line}`)
process.exitCode = 7
