// Fails in the way that its Pod asks for.
const TROUBLES = {
  crash: () => {
    console.error('the model is broken')
    process.exit(3)
  },
  eat: () => {
    const eaten = []
    for (;;) eaten.push(Buffer.alloc(1_000_000, eaten.length))
  },
  loop: () => {
    console.log('looping')
    for (;;);
  },
}

export default {
  setup: ({ with: { trouble } }) => TROUBLES[trouble]?.(),
  // Takes longer than any grace period.
  teardown: ({ with: { slow } }) => (slow ? new Promise((resolve) => setTimeout(resolve, 60_000)) : undefined),
  requests: { default: (documents, { with: { trouble } }) => (trouble === 'late' ? TROUBLES.loop() : documents) },
}
