import type { Command } from 'commander';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import type { Check, Finding } from './doctor-checks.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions, loadSettings } from './flags.ts';
import { stdout } from './terminal.ts';
import { safeJson, safeLine } from './terminal-text.ts';
import { wrapText } from './text-width.ts';

export function doctorCommand(command: Command): void {
  addFlags(command, 'doctor');
  addExamples(command, [
    ['sightline doctor', 'when something does not work'],
    ['sightline doctor --json', 'for a bug report'],
  ]);
  command.action(async (options: CommonOptions) => {
    const settings = await loadSettings(options);
    const { checks } = await import('./doctor-checks.ts');
    const findings: (Finding & { readonly name: string })[] = [];
    for (const check of checks) {
      const finding = { name: check.name, ...(await runCheck(check, settings)) };
      findings.push(finding);
      if (!options.json) print(finding, options);
    }
    const failed = findings.some((finding) => finding.state === 'fail');
    if (options.json) stdout.print(safeJson({ ok: !failed, checks: findings }, 2));
    process.exitCode = failed ? exitCodes.failed : exitCodes.ok;
  });
}

async function runCheck(check: Check, settings: Parameters<Check['run']>[0]): Promise<Finding> {
  try {
    return await check.run(settings);
  } catch (error) {
    const remedy =
      error instanceof SightlineError ? error.remedy : 'Install Sightline again on this machine: npm install sightline';
    const reason = reasonOf(error);
    const detail = remedy && reason.endsWith(remedy) ? reason.slice(0, -remedy.length).trim() : reason;
    return { state: 'fail', detail, ...(remedy ? { remedy } : {}) };
  }
}

function print({ name, state, detail, remedy }: Finding & { readonly name: string }, options: CommonOptions): void {
  if (options.quiet && state === 'ok') return;
  const { colours, columns } = stdout;
  const colour = { ok: colours.green, warn: colours.yellow, fail: colours.red }[state];
  const indent = ' '.repeat(21);
  const text = [
    ...wrapText(safeLine(detail), columns - indent.length),
    ...(remedy ? wrapText(safeLine(remedy), columns - indent.length) : []),
  ];
  stdout.print(
    ...text.map((line, i) =>
      i === 0 ? `${colour(state.padEnd(4))}  ${name.padEnd(13)}  ${line}` : `${indent}${line}`,
    ),
  );
}
