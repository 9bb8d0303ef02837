import type { XmlElement } from '../markup/xml.ts';

/** The usual prefixes by the end of their namespace's name, which strict and transitional files share. */
const usualPrefixes: readonly (readonly [RegExp, string])[] = [
  [/\/(?:ooxml\/)?presentationml\/(?:2006\/)?main$/, 'p'],
  [/\/drawingml\/(?:2006\/)?main$/, 'a'],
  [/\/drawingml\/(?:2006\/)?chart$/, 'c'],
  [/\/drawingml\/(?:2006\/)?diagram$/, 'dgm'],
  [/\/drawingml\/(?:2006\/)?picture$/, 'pic'],
  [/\/drawingml\/(?:2006\/)?wordprocessingDrawing$/, 'wp'],
  [/\/drawingml\/(?:2006\/)?spreadsheetDrawing$/, 'xdr'],
  [/\/wordprocessingml\/(?:2006\/)?main$/, 'w'],
  [/\/officeDocument\/(?:2006\/)?relationships$/, 'r'],
  [/\/officeDocument\/(?:2006\/)?math$/, 'm'],
  [/\/markup-compatibility\/2006$/, 'mc'],
  [/\/package\/2006\/metadata\/core-properties$/, 'cp'],
  [/^http:\/\/purl\.org\/dc\/elements\/1\.1\/$/, 'dc'],
  [/^http:\/\/purl\.org\/dc\/terms\/$/, 'dcterms'],
  // These are written without a prefix.
  [/\/spreadsheetml\/(?:2006\/)?main$/, ''],
  [/\/package\/2006\/(?:relationships|content-types)$/, ''],
];

/**
 * The tree with the prefixes that office programs use (`a:t`, `w:p`, `r:id`, none in sheets), where a file was written with
 * others, as some libraries do. The same tree when it has the usual ones already.
 */
export function officePrefixes(root: XmlElement): XmlElement {
  const renamed = new Map<string, string>();
  for (const [attribute, namespace] of Object.entries(root.attributes)) {
    const prefix = attribute === 'xmlns' ? '' : attribute.startsWith('xmlns:') ? attribute.slice(6) : undefined;
    if (prefix === undefined) continue;
    const usual = usualPrefixes.find(([pattern]) => pattern.test(namespace))?.[1];
    if (usual !== undefined && usual !== prefix) renamed.set(prefix, usual);
  }
  if (renamed.size === 0) return root;
  const rename = (name: string): string => {
    const colon = name.indexOf(':');
    const usual = renamed.get(colon < 0 ? '' : name.slice(0, colon));
    if (usual === undefined) return name;
    const local = name.slice(colon + 1);
    return usual === '' ? local : `${usual}:${local}`;
  };
  return renameAll(root, rename);
}

function renameAll(element: XmlElement, rename: (name: string) => string): XmlElement {
  const attributes: Record<string, string> = {};
  // An attribute without a prefix has no namespace, whatever the element's.
  for (const [name, value] of Object.entries(element.attributes))
    attributes[name.includes(':') && !name.startsWith('xmlns') ? rename(name) : name] = value;
  return {
    name: rename(element.name),
    attributes,
    children: element.children.map((item) => (typeof item === 'string' ? item : renameAll(item, rename))),
  };
}
