import { Argument, type Command } from 'commander';
import { addExamples } from './command-help.ts';
import { type Shell, shells } from './completion-words.ts';
import { stdout } from './terminal.ts';

export function completionCommand(command: Command): void {
  command.addArgument(new Argument('<shell>', 'which shell').choices(shells));
  command.helpOption('-h, --help', 'show this help');
  addExamples(command, [
    ['source <(sightline completion bash)', 'bash, for this session; put it in ~/.bashrc for all'],
    ['sightline completion zsh > ~/.zfunc/_sightline', 'zsh, where ~/.zfunc is in fpath'],
    ['sightline completion fish > ~/.config/fish/completions/sightline.fish', 'fish'],
  ]);
  command.action(async (shell: Shell) => {
    const { completionWords } = await import('./completion-words.ts');
    const { completionScript } = await import('./completion-scripts.ts');
    stdout.write(completionScript(shell, completionWords(command.parent ?? command)));
  });
}
