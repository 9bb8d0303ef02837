import type { Command } from 'commander';
import type { CommandName } from './command-name.ts';

/** A command as the program's help lists it; the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: CommandName;
  readonly summary: string;
  /** Whether it looks at all other commands, so that they have to be loaded with it. */
  readonly readsOthers?: boolean;
  /** Loads what gives the command its arguments, flags and action. */
  load(): Promise<(command: Command) => void>;
}

/** In the order in which a new user meets them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'index',
    summary: 'Read files, folders and URLs into the index, or bring it up to date',
    load: async () => (await import('./index-command.ts')).indexCommand,
  },
  {
    name: 'search',
    summary: 'Find what matches words, a picture, or both',
    load: async () => (await import('./search-command.ts')).searchCommand,
  },
  {
    name: 'ask',
    summary: 'Answer a question from the index, with sources',
    load: async () => (await import('./ask-command.ts')).askCommand,
  },
  {
    name: 'show',
    summary: 'Show all that is known of one piece of evidence',
    load: async () => (await import('./show-command.ts')).showCommand,
  },
  {
    name: 'status',
    summary: 'Say what the index holds',
    load: async () => (await import('./status-command.ts')).statusCommand,
  },
  {
    name: 'remove',
    summary: 'Take documents out of the index (never deletes your files)',
    load: async () => (await import('./remove-command.ts')).removeCommand,
  },
  {
    name: 'watch',
    summary: 'Index, then follow changes until Ctrl-C',
    load: async () => (await import('./watch-command.ts')).watchCommand,
  },
  {
    name: 'reembed',
    summary: 'Change the model of the index, beside the old one until it is done',
    load: async () => (await import('./reembed-command.ts')).reembedCommand,
  },
  {
    name: 'serve',
    summary: 'Serve the page and the API, for this machine or with a key for others',
    load: async () => (await import('./serve-command.ts')).serveCommand,
  },
  {
    name: 'mcp',
    summary: 'Serve the index to a program that speaks MCP, on standard input and output',
    load: async () => (await import('./mcp-command.ts')).mcpCommand,
  },
  {
    name: 'eval',
    summary: 'Measure how well judged queries are answered',
    load: async () => (await import('./eval-command.ts')).evalCommand,
  },
  {
    name: 'compare',
    summary: 'Compare two ways of searching on the same judged queries',
    load: async () => (await import('./compare-command.ts')).compareCommand,
  },
  {
    name: 'models',
    summary: 'Download local models, list, check and delete them',
    load: async () => (await import('./models-command.ts')).modelsCommand,
  },
  {
    name: 'doctor',
    summary: 'Check that everything Sightline needs is there and works',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
  {
    name: 'demo',
    summary: 'Show what it does, on a small collection of its own',
    load: async () => (await import('./demo-command.ts')).demoCommand,
  },
  {
    name: 'completion',
    summary: 'Print a completion script for your shell',
    readsOthers: true,
    load: async () => (await import('./completion-command.ts')).completionCommand,
  },
];
