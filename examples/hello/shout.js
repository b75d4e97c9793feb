/** An executor that changes its documents in place returns nothing. */
export default (documents) => {
  for (const document of documents) document.text = document.text.toUpperCase()
}
