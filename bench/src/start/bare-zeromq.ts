// A process that loads zeromq: node bare-zeromq.js; it reports that it has, and stays.
import 'zeromq'

process.on('disconnect', () => process.exit())
process.send?.('ready')
