import type { GenerateRequest, Message, PicturePart } from '../generate/generator.ts';
import { SightlineError } from '../support/errors.ts';

/** One turn in the form that chat templates take. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: readonly ({ readonly type: 'text'; readonly text: string } | { readonly type: 'image' })[];
}

/** What templates are given: parts, or all of it as one string. */
export interface TemplateTurn {
  readonly role: string;
  content: { type: string; text?: string }[] | string;
}

/** Words and pictures for a local model, the pictures in the order in which the words name them. */
export interface Conversation {
  readonly turns: readonly Turn[];
  readonly pictures: readonly PicturePart[];
}

/** A model's prompt format. */
export interface PromptFormat {
  /** Marks the place of a picture; undefined for a model that has no eyes. */
  readonly imageToken: string | undefined;
  /** Tokens that steer the model. In what users and documents say they are only words. */
  readonly specialTokens: readonly string[];
  /** Applies the model's own chat template; undefined for one that has none. */
  readonly template: ((turns: readonly TemplateTurn[]) => string) | undefined;
  /** Questions and answers as Moondream was trained on. */
  readonly asksQuestions?: boolean;
}

/**
 * The neutral messages as turns. A schema is asked for in words, at the end, where small models still know of it. Results
 * of tools, which only come up in conversations that another model began, are told as words.
 */
export function toConversation(
  messages: readonly Message[],
  json: GenerateRequest['json'],
  specialTokens: readonly string[],
): Conversation {
  const pictures: PicturePart[] = [];
  const text = (words: string) => ({ type: 'text' as const, text: withoutSpecialTokens(words, specialTokens) });
  const turns = messages.map((message): Turn => {
    if (message.role === 'tool') {
      return { role: 'user', content: [text(`Result of ${message.name}: ${message.result}`)] };
    }
    if (message.role !== 'user') return { role: message.role, content: [text(message.text)] };
    const content = message.parts.map((part) => {
      if (part.type === 'text') return text(part.text);
      pictures.push(part);
      return { type: 'image' as const };
    });
    return { role: 'user', content: lines(content) };
  });
  const wanted: Turn[] = json
    ? [
        {
          role: 'user',
          content: [
            text(
              `Answer with one JSON object and nothing else. It follows this JSON Schema: ${JSON.stringify(json.schema)}`,
            ),
          ],
        },
      ]
    : [];
  // A picture that could not be shown may leave nothing of its message.
  return { turns: merged([...turns, ...wanted].filter(({ content }) => content.length > 0)), pictures };
}

/** The whole prompt as text, each picture one image token. */
export function renderPrompt(turns: readonly Turn[], format: PromptFormat, model: string): string {
  if (format.asksQuestions) return questions(turns, format.imageToken ?? '');
  if (!format.template) return plain(turns, format.imageToken ?? '');
  // A template takes either parts or strings, and some take no system message; none of them says so.
  const asParts = (list: readonly Turn[]): TemplateTurn[] =>
    list.map(({ role, content }) => ({ role, content: [...content] }));
  const asStrings = (list: readonly Turn[]): TemplateTurn[] =>
    list.map(({ role, content }) => ({ role, content: inOneString(content, format.imageToken ?? '') }));
  const withoutSystem = systemToUser(turns);
  let failure: unknown;
  for (const form of [asParts(turns), asStrings(turns), asParts(withoutSystem), asStrings(withoutSystem)]) {
    try {
      const prompt = format.template(form);
      if (holdsAll(prompt, turns, format.imageToken)) return prompt;
    } catch (error) {
      failure = error;
    }
  }
  throw new SightlineError('model-failed', `The chat template of local:${model} cannot be applied to this request.`, {
    remedy: 'Choose another model, or correct chat_template in its tokenizer_config.json.',
    ...(failure ? { cause: failure } : {}),
  });
}

/** Whether a template dropped neither pictures nor words; of earlier answers some leave out what a model only thought. */
function holdsAll(prompt: string, turns: readonly Turn[], imageToken: string | undefined): boolean {
  const images = turns.flatMap(({ content }) => content.filter(({ type }) => type === 'image')).length;
  const isHeld = (part: Turn['content'][number]) => part.type === 'image' || prompt.includes(part.text.trim());
  return (
    (imageToken === undefined ? 0 : prompt.split(imageToken).length - 1) === images &&
    turns.every(({ role, content }) => role === 'assistant' || content.every(isHeld))
  );
}

/** Neighbours of the same role become one: many templates insist on turns. */
function merged(turns: readonly Turn[]): Turn[] {
  const result: Turn[] = [];
  for (const turn of turns) {
    const last = result.at(-1);
    if (last?.role !== turn.role) {
      result.push(turn);
    } else {
      result[result.length - 1] = { role: turn.role, content: lines([...last.content, ...turn.content]) };
    }
  }
  return result;
}

/** Neighbouring texts become one, a line each, as templates write their parts without anything between. */
function lines(content: Turn['content']): Turn['content'] {
  const result: Turn['content'][number][] = [];
  for (const part of content) {
    const last = result.at(-1);
    if (last?.type === 'text' && part.type === 'text') {
      result[result.length - 1] = { type: 'text', text: `${last.text}\n${part.text}` };
    } else {
      result.push(part);
    }
  }
  return result;
}

function systemToUser(turns: readonly Turn[]): Turn[] {
  return merged(turns.map((turn) => (turn.role === 'system' ? { ...turn, role: 'user' } : turn)));
}

function inOneString(content: Turn['content'], imageToken: string): string {
  return content.map((part) => (part.type === 'image' ? `${imageToken}\n` : part.text)).join('');
}

/** For models that know no chat: a single question as it stands, a conversation with its speakers. */
function plain(turns: readonly Turn[], imageToken: string): string {
  const speakers = { system: '', user: 'User: ', assistant: 'Assistant: ' };
  const [only] = turns;
  if (turns.length === 1 && only?.role === 'user') return inOneString(only.content, imageToken);
  const said = turns.map(({ role, content }) => speakers[role] + inOneString(content, imageToken));
  return `${said.join('\n\n')}\n\nAssistant:`;
}

/** `<image>\n\nQuestion: …\n\nAnswer:`, the picture always first: https://huggingface.co/Xenova/moondream2 */
function questions(turns: readonly Turn[], imageToken: string): string {
  const hasPicture = turns.some(({ content }) => content.some(({ type }) => type === 'image'));
  const said = systemToUser(turns).map(
    ({ role, content }) => `${role === 'user' ? 'Question' : 'Answer'}: ${inOneString(content, '').trim()}`,
  );
  return [...(hasPicture ? [imageToken] : []), ...said, 'Answer:'].join('\n\n');
}

/** Breaks up what the tokenizer would take for a token of its own: `<image>` in a document is not a picture. */
function withoutSpecialTokens(words: string, specialTokens: readonly string[]): string {
  let text = words;
  for (const token of specialTokens) {
    if (token.length > 1 && text.includes(token)) text = text.replaceAll(token, `${token[0]} ${token.slice(1)}`);
  }
  return text;
}
