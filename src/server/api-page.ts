import { z } from 'zod';
import { Html, html } from '../evaluate/html-text.ts';

export const apiPageStyle = `
:root { color-scheme: light dark; --soft: #6b7280; --line: #8884; --back: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; }
code, pre { font: .9em ui-monospace, monospace; }
pre { background: var(--back); padding: .75rem; border-radius: .5rem; overflow-x: auto; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; text-transform: uppercase; }
.soft { color: var(--soft); }
dt { font-family: ui-monospace, monospace; } dd { margin: 0 0 .5rem 1.5rem; }
`;

const contents = z.record(z.string(), z.looseObject({ schema: z.looseObject({ $ref: z.string().optional() }) }));
const operation = z.looseObject({
  tags: z.array(z.string()).optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.looseObject({ name: z.string().optional(), in: z.string().optional(), description: z.string().optional() }),
    )
    .optional(),
  requestBody: z.looseObject({ content: contents }).optional(),
  responses: z
    .record(z.string(), z.looseObject({ description: z.string().optional(), content: contents.optional() }))
    .optional(),
});
const described = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
  tags: z.array(z.looseObject({ name: z.string() })).optional(),
  paths: z.record(z.string(), z.record(z.string(), operation)).optional(),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** An OpenAPI document as a page to read: no scripts, nothing loaded from elsewhere. */
export function apiPage(document: unknown): string {
  const { info, tags = [], paths = {}, components } = described.parse(document);
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ path, method, one })),
  );
  const named = tags.map(({ name }) => name);
  const sections = [
    ...named,
    ...new Set(all.map(({ one }) => one.tags?.[0] ?? 'Other').filter((tag) => !named.includes(tag))),
  ];
  const section = (tag: string): Html => {
    const own = all.filter(({ one }) => (one.tags?.[0] ?? 'Other') === tag);
    return own.length === 0
      ? html``
      : html`<h2>${tag}</h2>${own.map(({ path, method, one }) => operationPart(path, method, one))}`;
  };
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${new Html(apiPageStyle)}</style>
</head>
<body>
<main>
<h1>${info.title} API <span class="soft">${info.version}</span></h1>
<p>${words(info.description ?? '')}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${sections.map(section)}
<h2>Types</h2>
${Object.entries(components?.schemas ?? {}).map(([name, schema]) => html`<details id="${name}"><summary><code>${name}</code></summary>${json(schema)}</details>`)}
</main>
</body>
</html>
`;
  return page.text;
}

function operationPart(path: string, method: string, one: z.infer<typeof operation>): Html {
  const parameters = one.parameters ?? [];
  return html`<details>
<summary><span class="method">${method}</span> <code>${path}</code> <span class="soft">${one.summary ?? ''}</span></summary>
${one.description ? html`<p>${words(one.description)}</p>` : undefined}
${parameters.length > 0 ? html`<h4>Parameters</h4><dl>${parameters.map((each) => html`<dt>${each.name ?? ''} <span class="soft">${each.in ?? ''}</span></dt><dd>${each.description ?? ''}</dd>`)}</dl>` : undefined}
${one.requestBody === undefined ? undefined : html`<h4>Body</h4>${contentPart(one.requestBody.content)}`}
<h4>Answers</h4>
<dl>${Object.entries(one.responses ?? {}).map(([status, answer]) => html`<dt>${status}</dt><dd>${answer.description ?? ''}${answer.content === undefined ? undefined : contentPart(answer.content)}</dd>`)}</dl>
</details>`;
}

/** A description, with what stands between backticks as code. */
function words(text: string): Html {
  const pieces = text.split('`').map((piece, i) => (i % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));
  return html`${pieces}`;
}

/** Each type that a body may have, with a link to what it holds where that has a name. */
function contentPart(content: z.infer<typeof contents>): Html {
  const parts = Object.entries(content).map(([mediaType, { schema }]) => {
    const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
    const held = name === undefined ? json(schema) : html` <a href="#${name}">${name}</a>`;
    return html`<div><code class="soft">${mediaType}</code>${held}</div>`;
  });
  return html`${parts}`;
}

/** JSON with its references to types as links. */
function json(value: unknown): Html {
  const pieces = JSON.stringify(value, null, 2).split(/"(#\/components\/schemas\/[\w.-]+)"/);
  return html`<pre>${pieces.map((piece, i) => {
    if (i % 2 === 0) return html`${piece}`;
    const name = piece.split('/').at(-1) ?? '';
    return html`"<a href="#${name}">${name}</a>"`;
  })}</pre>`;
}
