import { z } from 'zod';
import { SightlineError } from './errors.ts';
import { type HubFile, treeEntry } from './model-hub-files.ts';
import { askHub, type HubAccess, hubJson, persistently } from './model-hub-request.ts';

export interface HubListing {
  /** The commit that the revision is now; everything is fetched from it. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

const maxListingBytes = 32 * 2 ** 20;
const maxFiles = 10_000;
const maxPages = 50;

const revisionInfo = z.object({ sha: z.string().regex(/^[\w.-]{1,100}$/) });

/**
 * What a repository holds: `GET /api/models/{repo}/revision/{revision}` and `GET /api/models/{repo}/tree/{commit}`, which
 * comes in pages (https://huggingface.co/docs/hub/api).
 */
export async function listRepository(access: HubAccess, repo: string, revision: string): Promise<HubListing> {
  const ask = (path: string) =>
    persistently(access, async () => {
      const answer = await askHub(access, path, { maxBytes: maxListingBytes, what: repo });
      return { json: await hubJson(answer, repo), link: answer.response.headers.get('link') };
    });
  const info = revisionInfo.safeParse((await ask(`/api/models/${repo}/revision/${encodeURIComponent(revision)}`)).json);
  if (!info.success) throw unlikeAHub(repo);
  const commit = info.data.sha;
  const files: HubFile[] = [];
  let cursor: string | undefined = '';
  for (let page = 0; cursor !== undefined; page++) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { json, link } = await ask(`/api/models/${repo}/tree/${commit}?recursive=true${more}`);
    const entries = z.array(treeEntry).safeParse(json);
    if (!entries.success) throw unlikeAHub(repo);
    for (const { type, ...file } of entries.data) if (type === 'file') files.push(file);
    if (files.length > maxFiles || page >= maxPages) {
      throw new SightlineError('limit-exceeded', `${repo} has more than ${maxFiles} files, so it is not downloaded.`, {
        remedy: 'Download what you need of it yourself, and name its folder (local:PATH).',
      });
    }
    cursor = nextCursor(link);
  }
  return { commit, files };
}

/** Where the next page begins. Of its address only that is used: it need not lead to the hub. */
function nextCursor(link: string | null): string | undefined {
  const next = /<([^<>]*)>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
  const base = 'https://hub.invalid';
  return (next && URL.canParse(next, base) && new URL(next, base).searchParams.get('cursor')) || undefined;
}

function unlikeAHub(repo: string): SightlineError {
  return new SightlineError('network-failed', `The hub's answer about ${repo} is not that of a model hub.`, {
    remedy: 'Check HF_ENDPOINT: it should lead to a hub in the layout of https://huggingface.co.',
  });
}
