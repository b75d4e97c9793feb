// A process that loads zeromq: node bare-zeromq.js; it says so when it has, and stays.
import 'zeromq'

process.on('disconnect', () => process.exit())
process.send?.('ready')
