import type { Metadata, MetadataValue } from '../../data/segment.ts';

/**
 * The front matter a page begins with, between lines of `---` (YAML) or `+++` (TOML); undefined when what stands there is
 * something else, such as a rule. `end` is where the page itself begins.
 */
export function findFrontMatter(text: string): { readonly source: string; readonly end: number } | undefined {
  const found = /^(---|\+\+\+)[ \t]*\r?\n([\s\S]{0,20000}?)\n(?:\1|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);
  const source = found?.[2];
  if (!found || source === undefined) return undefined;
  const first = source.split('\n').find((line) => !/^\s*(?:#|$)/.test(line)) ?? '';
  if (!/^["[]?[\p{L}\p{N}_.-]+[\]"]?\s*(?:[:=]|$)/u.test(first)) return undefined;
  return { source, end: found[0].length };
}

/**
 * The flat part of a page's front matter (YAML or TOML): text, numbers, booleans and lists of words. Anything nested is left
 * out: it is settings of a site generator, not facts to filter by.
 */
export function frontMatter(source: string): Metadata {
  const found = new Map<string, MetadataValue>();
  let list: { key: string; items: string[] } | undefined;
  for (const whole of source.split(/\r?\n/, 500)) {
    const line = whole.slice(0, 2000);
    const item = /^\s*-\s+(.+)$/.exec(line)?.[1];
    if (list && item !== undefined) {
      list.items.push(String(scalar(item)));
      found.set(list.key, list.items);
      continue;
    }
    list = undefined;
    const [, key, value = ''] = /^"?([\p{L}_][\p{L}\p{N}_. -]{0,99}?)"?\s*[:=](?:\s+(.*)|\s*)$/u.exec(line) ?? [];
    if (key === undefined || key === '__proto__') continue;
    const text = value.replace(/\s+#.*$/, '').trim();
    if (text === '') list = { key, items: [] };
    else if (/^\[.*\]$/.test(text))
      found.set(
        key,
        text
          .slice(1, -1)
          .split(',')
          .map((part) => String(scalar(part)))
          .filter((part) => part !== ''),
      );
    else if (!/^[{[|>&*]/.test(text)) found.set(key, scalar(text));
    if (found.size === 100) break;
  }
  return Object.fromEntries(found);
}

function scalar(source: string): string | number | boolean {
  const text = source.trim();
  const quoted = /^"(.*)"$|^'(.*)'$/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2] ?? '';
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text) ? Number(text) : text;
}
