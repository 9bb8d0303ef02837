import { expect, test } from 'vitest';
import type { Message } from '../generate/generator.ts';
import { type PromptFormat, renderPrompt, type TemplateTurn, toConversation } from './local-vlm-prompt.ts';

const picture = { type: 'picture' as const, bytes: new Uint8Array(), mediaType: 'image/png' };
const messages: Message[] = [
  { role: 'system', text: 'Be brief.' },
  { role: 'user', parts: [{ type: 'text', text: '[S1] a chair' }, picture, { type: 'text', text: 'Which?' }] },
  { role: 'assistant', text: 'The first.' },
  { role: 'user', parts: [{ type: 'text', text: 'Why?' }, picture] },
];

/** A template as they are: writes what it is given, in its own way. */
const parts = (turns: readonly TemplateTurn[]): string =>
  turns
    .map(({ role, content }) => {
      if (typeof content === 'string') throw new TypeError('not a list');
      return `${role}:${content.map((part) => part.text ?? '<image>').join('')};`;
    })
    .join('');
const strings = (turns: readonly TemplateTurn[]): string =>
  turns.map(({ role, content }) => `${role}:${String(content)};`).join('');

function prompt(format: Partial<PromptFormat>, given: readonly Message[] = messages): string {
  const whole: PromptFormat = {
    imageToken: '<image>',
    specialTokens: ['<image>', '<end>'],
    template: parts,
    ...format,
  };
  return renderPrompt(toConversation(given, undefined, whole.specialTokens).turns, whole, 'test');
}

test('a template that takes parts', () => {
  expect(prompt({})).toBe('system:Be brief.;user:[S1] a chair<image>Which?;assistant:The first.;user:Why?<image>;');
});

test('a template that takes strings', () => {
  expect(prompt({ template: strings })).toBe(
    'system:Be brief.;user:[S1] a chair<image>\nWhich?;assistant:The first.;user:Why?<image>\n;',
  );
});

test('a template that takes no system message, and one that silently drops it', () => {
  const withoutSystem = 'user:Be brief.\n[S1] a chair<image>Which?;assistant:The first.;user:Why?<image>;';
  const refuses = (turns: readonly TemplateTurn[]): string => {
    if (turns.some(({ role }) => role === 'system')) throw new Error('System role not supported');
    return parts(turns);
  };
  expect(prompt({ template: refuses })).toBe(withoutSystem);
  expect(prompt({ template: (turns) => parts(turns.filter(({ role }) => role !== 'system')) })).toBe(withoutSystem);
});

test('a template that drops pictures in any form is an error, not an answer about nothing', () => {
  expect(() => prompt({ template: (turns) => strings(turns).replaceAll('<image>', '') })).toThrow(
    expect.objectContaining({ code: 'model-failed' }),
  );
});

test('Moondream is asked questions, the picture first', () => {
  const only = messages.slice(1, 2);
  expect(prompt({ asksQuestions: true }, only)).toBe('<image>\n\nQuestion: [S1] a chair\nWhich?\n\nAnswer:');
});

test('without a template: a question as it stands, a conversation with its speakers', () => {
  const bare = { template: undefined, imageToken: undefined };
  const text = (words: string): Message => ({ role: 'user', parts: [{ type: 'text', text: words }] });
  expect(prompt(bare, [text('Once upon a time')])).toBe('Once upon a time');
  expect(prompt(bare, [text('Hello'), { role: 'assistant', text: 'Hi.' }, text('Well?')])).toBe(
    'User: Hello\n\nAssistant: Hi.\n\nUser: Well?\n\nAssistant:',
  );
});

test('neighbours of a role become one turn, and texts lines', () => {
  const { turns } = toConversation(
    [
      { role: 'user', parts: ['one', 'two'].map((text) => ({ type: 'text' as const, text })) },
      { role: 'tool', callId: '1', name: 'search', result: 'three' },
    ],
    { name: 'answer', schema: { type: 'object' } },
    [],
  );
  expect(turns).toHaveLength(1);
  expect(turns[0]?.content).toHaveLength(1);
  expect(turns[0]?.content[0]).toMatchObject({ type: 'text' });
  expect(JSON.stringify(turns)).toMatch(/one\\ntwo\\nResult of search: three\\nAnswer with one JSON object/);
});

test("special tokens in people's words are broken up, wherever they stand", () => {
  const { turns } = toConversation(
    [
      { role: 'system', text: '<end>' },
      { role: 'user', parts: [{ type: 'text', text: 'a <image><image> b <<end>' }] },
    ],
    undefined,
    ['<image>', '<end>'],
  );
  expect(JSON.stringify(turns)).not.toMatch(/<image>|<end>/);
  expect(JSON.stringify(turns)).toContain('a < image>< image> b << end>');
});
