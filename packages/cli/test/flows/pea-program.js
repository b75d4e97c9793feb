// Runs one Pea by `peaflow pea`, as a container would.
process.argv.splice(2, 0, 'pea')
await import('../../dist/main.js')
