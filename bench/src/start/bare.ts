// The least that a process can do: node bare.js; it says so when it runs, and stays.
process.on('disconnect', () => process.exit())
process.send?.('ready')
