/** A language in which programs, settings or mark-up are written as plain text. */
export interface SourceLanguage {
  readonly mediaType: string;
  readonly name: string;
  /** In lower case, without the dot. */
  readonly extensions: readonly string[];
  /** How blocks are told: by braces, by indentation, by `end` and the like, or only by blank lines. */
  readonly structure: 'braces' | 'indentation' | 'ends' | 'lines';
  /** A line of a comment or the like (an attribute, a type on a line of its own) that belongs to what stands beneath it. */
  readonly comment: RegExp;
}

const slashes = /^\s*(?:\/\/|\/\*|\*(?:[\s/*]|$)|@\w)/;
const css = /^\s*(?:\/\/|\/\*|\*(?:[\s/*]|$))/;
const c = /^\s*(?:\/\/|\/\*|\*(?:[\s/*]|$)|[a-z_][\w:<>,*& \t]{0,100}$)/i;
const hash = /^\s*#/;
const dashes = /^\s*(?:--|\/\*|\*)/;

const words = (list: string) => list.split(' ');

/** Every language that is known, sorted by media type; the media types are the usual ones where there are any. */
export const sourceLanguages: readonly SourceLanguage[] = [
  language('application/graphql', 'GraphQL', 'graphql gql', 'braces', /^\s*(?:#|""")/),
  language('application/sql', 'SQL', 'sql ddl', 'lines', dashes),
  language('application/toml', 'TOML', 'toml', 'lines', hash),
  language('application/x-powershell', 'PowerShell', 'ps1 psm1 psd1', 'braces', /^\s*(?:#|<#)/),
  language('application/x-sh', 'shell script', 'sh bash zsh fish ksh', 'braces', hash),
  language('application/yaml', 'YAML', 'yaml yml', 'indentation', hash),
  language('text/css', 'style sheet', 'css scss sass less', 'braces', css),
  language('text/javascript', 'JavaScript', 'js mjs cjs jsx', 'braces', slashes),
  language('text/typescript', 'TypeScript', 'ts mts cts tsx', 'braces', slashes),
  language('text/x-c', 'C', 'c h', 'braces', c),
  language('text/x-c++', 'C++', 'cpp cc cxx hpp hh hxx cu cuh', 'braces', c),
  language('text/x-csharp', 'C#', 'cs', 'braces', /^\s*(?:\/\/|\/\*|\*(?:[\s/*]|$)|\[\w)/),
  language('text/x-dart', 'Dart', 'dart', 'braces', slashes),
  language('text/x-dockerfile', 'Dockerfile', 'dockerfile', 'lines', hash),
  language('text/x-elixir', 'Elixir', 'ex exs', 'ends', hash),
  language('text/x-go', 'Go', 'go', 'braces', slashes),
  language('text/x-groovy', 'Groovy', 'groovy gradle', 'braces', slashes),
  language('text/x-haskell', 'Haskell', 'hs', 'indentation', dashes),
  language('text/x-hcl', 'Terraform', 'tf hcl', 'braces', /^\s*(?:#|\/\/)/),
  language('text/x-ini', 'settings', 'ini cfg conf properties', 'lines', /^\s*[#;]/),
  language('text/x-java', 'Java', 'java', 'braces', slashes),
  language('text/x-julia', 'Julia', 'jl', 'ends', hash),
  language('text/x-kotlin', 'Kotlin', 'kt kts', 'braces', slashes),
  language('text/x-lua', 'Lua', 'lua', 'ends', dashes),
  language('text/x-makefile', 'Makefile', 'mk mak', 'lines', hash),
  language('text/x-perl', 'Perl', 'pl pm', 'braces', hash),
  language('text/x-php', 'PHP', 'php', 'braces', /^\s*(?:\/\/|\/\*|\*|#)/),
  language('text/x-proto', 'Protocol Buffers', 'proto', 'braces', slashes),
  language('text/x-python', 'Python', 'py pyi pyw', 'indentation', /^\s*[#@]/),
  language('text/x-r', 'R', 'r', 'braces', hash),
  language('text/x-ruby', 'Ruby', 'rb rake gemspec', 'ends', hash),
  language('text/x-rust', 'Rust', 'rs', 'braces', /^\s*(?:\/\/|\/\*|\*|#!?\[)/),
  language('text/x-scala', 'Scala', 'scala sc', 'braces', slashes),
  language('text/x-swift', 'Swift', 'swift', 'braces', slashes),
  language('text/x-tex', 'TeX', 'tex sty cls bib', 'lines', /^\s*%/),
  language('text/x-vue', 'component', 'vue svelte astro', 'braces', /^\s*(?:\/\/|\/\*|\*|<!--)/),
  language('text/x-zig', 'Zig', 'zig', 'braces', slashes),
];

const byMediaType = new Map(sourceLanguages.map((item) => [item.mediaType, item]));
const byExtension = new Map(sourceLanguages.flatMap((item) => item.extensions.map((name) => [name, item] as const)));

/** Files that are told by their whole name. */
const byFileName: readonly (readonly [RegExp, string])[] = [
  [/^(?:docker|container)file(?:\.[\w.-]+)?$/i, 'text/x-dockerfile'],
  [/^(?:gnu)?makefile$/i, 'text/x-makefile'],
  [/^(?:rakefile|gemfile|vagrantfile|podfile|brewfile)$/i, 'text/x-ruby'],
  [/^jenkinsfile$/i, 'text/x-groovy'],
];

/** The programs that a script's first line may name. */
const byInterpreter: readonly (readonly [RegExp, string])[] = [
  [/\bpython[\d.]*\b/, 'text/x-python'],
  [/\b(?:node|deno|bun)\b/, 'text/javascript'],
  [/\b(?:ba|z|k|da|fi)?sh\b/, 'application/x-sh'],
  [/\bperl\b/, 'text/x-perl'],
  [/\bruby\b/, 'text/x-ruby'],
  [/\bphp\b/, 'text/x-php'],
  [/\bRscript\b/, 'text/x-r'],
  [/\bpwsh\b/, 'application/x-powershell'],
  [/\bjulia\b/, 'text/x-julia'],
  [/\blua\b/, 'text/x-lua'],
];

/** For code in a language that is not known. */
export const unknownLanguage = language('text/plain', 'code', '', 'braces', /^\s*(?:\/\/|\/\*|\*|#)/);

/**
 * The language of a text: by its extension, its whole file name, or the program its first line names; undefined when none of
 * them says. `extension` is in lower case, without its dot.
 */
export function sourceLanguage(text: string, extension: string, fileName = ''): SourceLanguage | undefined {
  const type = byFileName.find(([pattern]) => pattern.test(fileName))?.[1];
  if (type) return byMediaType.get(type);
  const known = byExtension.get(extension);
  if (known || extension !== '') return known;
  const program = /^#!.{0,200}/.exec(text)?.[0];
  return program ? byMediaType.get(byInterpreter.find(([pattern]) => pattern.test(program))?.[1] ?? '') : undefined;
}

function language(
  mediaType: string,
  name: string,
  extensions: string,
  structure: SourceLanguage['structure'],
  comment: RegExp,
): SourceLanguage {
  return { mediaType, name, extensions: words(extensions), structure, comment };
}
