const numbered =
  /^\s*(fig(?:ure|\.)?|abb(?:ildung|\.)?|table|tab\.|tabelle|chart|diagram|diagramm|illustration|image|photo|plate|scheme|exhibit)\s*((?:[A-Z][.-]?)?\d{1,4}(?:[.-]\d{1,4}){0,3})(?!\d|\s?%)/i;

/** What a caption numbers, in one way for all ways to write it: `Fig. 3: Rain` gives `Figure 3`; undefined when it numbers nothing. */
export function captionLabel(caption: string | undefined): string | undefined {
  const found = numbered.exec((caption ?? '').slice(0, 80));
  if (!found?.[1] || !found[2]) return undefined;
  const word = found[1].toLowerCase().replace('.', '');
  const name = word.startsWith('fig')
    ? 'Figure'
    : word === 'tab'
      ? 'Table'
      : `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return `${name} ${found[2]}`;
}
