import type { SourceLanguage } from './source-languages.ts';

/** How much of a line is looked at for a name, in characters. */
const maxLineChars = 200;

const modifiers =
  '(?:(?:export|default|public|private|protected|internal|static|abstract|async|final|pub(?:\\([^)]{0,40}\\))?|unsafe|virtual|override|inline|extern|sealed|partial|open|data|case|declare|suspend|readonly|local|const(?=\\s+fn))\\s+){0,8}';
const kinds =
  '(?:class|def|defmodule|defp|enum|extension|fn|fun|func|function\\*?|impl|interface|macro|message|mixin|module|namespace|object|package|protocol|record|service|struct|sub|trait|type|union|input|scalar)';
const name = '[\\p{L}_$][\\p{L}\\p{N}_$.:-]*';

/** In any language: a word that says what it is, and its name. */
const declaration = new RegExp(`^\\s*${modifiers}${kinds}\\s+(?:\\([^)]{0,80}\\)\\s*)?(${name})`, 'u');
const patterns: readonly RegExp[] = [
  // Rust: what is implemented for what.
  /^\s*(?:unsafe\s+)?impl(?:<[^{]{0,80}>)?\s+(?:[^{]{0,100}\sfor\s+)?([\p{L}_][\p{L}\p{N}_:]*)/u,
  declaration,
  /^\s*(?:export\s+)?(?:const|let|var|val)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]{0,100})?=\s*(?:async\s*)?(?:function\b|class\b|\(|<|[\p{L}_$][\p{L}\p{N}_$]*\s*=>)/u,
  // R: `name <- function`, shell: `name()`.
  /^\s*([\p{L}_.][\p{L}\p{N}_.]*)\s*(?:<-|=)\s*function\b/u,
  /^\s*([\p{L}_][\p{L}\p{N}_-]*)\s*\(\)\s*\{?\s*$/u,
];
const statements =
  /^(?:if|for|foreach|while|switch|return|else|catch|new|throw|await|case|do|using|lock|try|with|elif|elseif|unless|until|when|match|yield|delete|typeof|super|this|sizeof|assert|print)$/;
/** A method of a language with braces: `name(…) {`, with or without the type of its result before it. */
const method =
  /^\s*(?:(?:async|static|get|set)\s+|\*|#)?(?:[\p{L}_][\p{L}\p{N}_<>[\],.&*:?]*\s+){0,6}[*&]?(~?#?[\p{L}_$][\p{L}\p{N}_$:]*)\s*(?:<[^>]{0,80}>)?\([^;]*$/u;

const byType: Readonly<Record<string, readonly RegExp[]>> = {
  'application/sql': [
    /^\s*(?:create|alter)\s+(?:or\s+replace\s+)?(?:(?:temp|temporary|unique|materialized|global|local)\s+){0,3}(?:table|view|function|procedure|index|trigger|type|schema|database|sequence)\s+(?:if\s+(?:not\s+)?exists\s+)?["`[]?([\p{L}_][\p{L}\p{N}_.]*)/iu,
  ],
  'application/toml': [/^\s*\[+\s*([^\]]{1,100}?)\s*\]+/],
  'application/yaml': [/^[\s-]*["']?([\p{L}\p{N}_./ -]{1,80}?)["']?\s*:(?:\s|$)/u],
  'text/css': [/^\s*([^{};/]{1,100}?)\s*[{,]\s*$/],
  'text/x-dockerfile': [/^FROM\s+\S+\s+AS\s+(\S+)/i],
  'text/x-haskell': [
    /^([\p{Ll}_][\p{L}\p{N}_']*)\s*::/u,
    /^(?:data|newtype|type|class|instance|module)\s+([\p{L}\p{N}_.']+)/u,
  ],
  'text/x-hcl': [/^\s*(?:resource|data|module|variable|output|provider)\s+("[^"]{1,80}"(?:\s+"[^"]{1,80}")?)/],
  'text/x-ini': [/^\s*\[\s*([^\]]{1,100}?)\s*\]/],
  'text/x-makefile': [/^([\p{L}\p{N}_./%-]+)\s*:(?!=)/u],
  'text/x-tex': [/^\s*\\(?:chapter|(?:sub){0,2}section|part)\*?\{([^}]{1,150})\}/, /^\s*@\w+\{([^,\s]{1,80})/],
};

/** The name of what a line of source code declares: a function, a class, a section; undefined for any other line. */
export function declaredName(line: string, language: SourceLanguage): string | undefined {
  const start = line.slice(0, maxLineChars);
  const own = byType[language.mediaType];
  for (const pattern of own ?? patterns) {
    const found = pattern.exec(start)?.[1];
    if (found && !statements.test(found))
      return found
        .replaceAll('"', '')
        .replace(/\s+/g, ' ')
        .replace(/[:.-]+$/, '');
  }
  if (own || language.structure !== 'braces') return undefined;
  const found = method.exec(start)?.[1];
  const first = /^\s*([\p{L}_]+)/u.exec(start)?.[1] ?? '';
  return found && !statements.test(found) && !statements.test(first) ? found : undefined;
}
