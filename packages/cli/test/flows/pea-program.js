// Runs one Pea with `peaflow pea`, as a container does.
process.argv.splice(2, 0, 'pea')
await import('../../dist/main.js')
