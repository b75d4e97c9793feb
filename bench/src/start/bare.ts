// The least that a process can do: node bare.js; it reports that it runs, and stays.
process.on('disconnect', () => process.exit())
process.send?.('ready')
