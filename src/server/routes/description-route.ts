import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { apiPage, apiPageStyle } from '../api-page.ts';
import type { ServerEnv } from '../server-parts.ts';

const description = `Search and ask over a Sightline index. Errors are problems (RFC 9457) that say what happened and what to do now.
Where the server has keys, send one as \`Authorization: Bearer KEY\` or in the header \`x-api-key\`.`;

/** The description of the API for programs, and the same for people. */
export function descriptionRoute(app: OpenAPIHono<ServerEnv>, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
  });
  let made: ReturnType<typeof app.getOpenAPI31Document> | undefined;
  const document = (): NonNullable<typeof made> => {
    made ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Sightline', version, description, license: { name: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      security: [{ bearer: [] }, { apiKey: [] }, {}],
      tags: [
        { name: 'Search' },
        { name: 'Ask' },
        { name: 'Evidence' },
        { name: 'Documents' },
        { name: 'Evaluations' },
        { name: 'Server' },
      ],
    });
    return made;
  };
  const styleHash = createHash('sha256').update(apiPageStyle).digest('base64');
  app.get('/openapi.json', (context) => context.json(document()));
  app.get('/docs', () => {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-cache',
    };
    return new Response(apiPage(document()), { headers });
  });
}
