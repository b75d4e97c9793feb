// Blocks its thread for `with.milliseconds` in each call.
export default (_documents, { with: { milliseconds } }) => {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}
