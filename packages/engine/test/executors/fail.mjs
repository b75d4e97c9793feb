export default () => {
  throw new Error('this never works')
}
