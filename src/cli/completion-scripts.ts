import type { CommandWords, FlagWords, ProgramWords, Shell, ValueWords } from './completion-words.ts';

/** A shell's completion script for the program. */
export function completionScript(shell: Shell, program: ProgramWords): string {
  return { bash, zsh, fish }[shell](program);
}

function bash({ name, flags, commands }: ProgramWords): string {
  const names = commands.map((command) => command.name);
  const cases = commands.flatMap((command) => [
    ...command.flags.flatMap((flag) =>
      flag.value === undefined
        ? []
        : [
            `    ${spellings(flag)
              .map((one) => `'${command.name} ${one}'`)
              .join('|')}) ${bashValue(flag.value)} ;;`,
          ],
    ),
    `    '${command.name} '*) if [[ $current == -* ]]; then ${bashWords(command.flags.flatMap(spellings))}; else ${bashValue(command.argument ?? [])}; fi ;;`,
  ]);
  return `# Completion of ${name} for bash: source <(${name} completion bash)
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join('|')}) command=$word; break ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${cases.join('\n')}
    *) ${bashWords([...names, ...flags.flatMap(spellings)])} ;;
  esac
}
complete -F _${name} ${name}
`;
}

function bashWords(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))`;
}

function bashValue(value: ValueWords): string {
  // bash 3 (macOS) has no compopt.
  if (value === 'file') return 'compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$current"))';
  return value === 'any' ? ':' : bashWords(value);
}

function zsh({ name, flags, commands }: ProgramWords): string {
  const described = commands.map(
    (command) => `    ${quoted(`${command.name}:${command.summary.replaceAll(':', '\\:')}`)}`,
  );
  const cases = commands.map((command) => {
    const specs = [...command.flags.flatMap(zshFlag), ...zshArgument(command.argument)];
    return `    ${command.name}) _arguments -s ${specs.map((spec) => `\\\n      ${quoted(spec)}`).join(' ')} ;;`;
  });
  return `#compdef ${name}
# Completion of ${name} for zsh: ${name} completion zsh > ~/.zfunc/_${name}
_${name}() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  local context state state_descr line
  typeset -A opt_args
  _arguments -C ${flags.flatMap(zshFlag).map(quoted).join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $words[1] in
${cases.join('\n').replace(/^/gm, '    ')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function zshFlag(flag: FlagWords): string[] {
  const text = flag.description.replace(/[[\]\\:]/g, '\\$&');
  const value = flag.value === undefined ? '' : `:value:${zshAction(flag.value)}`;
  return spellings(flag).map((spelling) => `*${spelling}[${text}]${value}`);
}

function zshArgument(argument: ValueWords | undefined): string[] {
  return argument === undefined ? [] : [`*:value:${zshAction(argument)}`];
}

function zshAction(value: ValueWords): string {
  if (value === 'file') return '_files';
  return value === 'any' ? ' ' : `(${value.join(' ')})`;
}

function fish({ name, flags, commands }: ProgramWords): string {
  const names = commands.map((command) => command.name).join(' ');
  const line = (condition: string, rest: string): string => `complete -c ${name} -n ${quoted(condition)} ${rest}`;
  const first = `not __fish_seen_subcommand_from ${names}`;
  const forCommand = (command: CommandWords): string[] => {
    const condition = `__fish_seen_subcommand_from ${command.name}`;
    const { argument } = command;
    const takesFiles =
      argument === 'file' ? ['-F'] : Array.isArray(argument) ? [`-f -a ${quoted(argument.join(' '))}`] : ['-f'];
    return [...takesFiles, ...command.flags.map(fishFlag)].map((rest) => line(condition, rest));
  };
  return [
    `# Completion of ${name} for fish: ${name} completion fish > ~/.config/fish/completions/${name}.fish`,
    `complete -c ${name} -e`,
    line(first, '-f'),
    ...flags.map((flag) => line(first, fishFlag(flag))),
    ...commands.map((command) => line(first, `-a ${command.name} -d ${quoted(command.summary)}`)),
    ...commands.flatMap(forCommand),
    '',
  ].join('\n');
}

function fishFlag({ long, short, description, value }: FlagWords): string {
  const spelled = [...(short ? [`-s ${short.slice(1)}`] : []), ...(long ? [`-l ${long.slice(2)}`] : [])].join(' ');
  const takes =
    value === undefined
      ? ''
      : value === 'file'
        ? ' -r -F'
        : value === 'any'
          ? ' -x'
          : ` -x -a ${quoted(value.join(' '))}`;
  return `${spelled}${takes} -d ${quoted(description)}`;
}

function spellings({ long, short }: FlagWords): string[] {
  return [long, short].filter((one) => one !== undefined);
}

/** In single quotes, as all three shells read them; fish reads `\'` inside, the others end and begin again. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
