/** A text as it stands in the arguments or variables of a container: Kubernetes expands `$(NAME)`, and reads `$$` as one dollar sign. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$')
}
