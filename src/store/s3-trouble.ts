import { SightlineError } from '../support/errors.ts';

/** What to do about each kind of trouble that the HTTP client tells of, in the words of object storage. */
const remedies: Partial<Record<SightlineError['code'], string>> = {
  'bad-option':
    'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and the clock. The keys must be allowed to read, write and list ' +
    '(s3:GetObject, s3:PutObject, s3:ListBucket): without the last, what is not there is said to be forbidden.',
  'model-missing': 'Make the bucket first, or check its name in the setting "blobs".',
  'model-failed': 'Check AWS_REGION, AWS_ENDPOINT_URL_S3 and the setting "blobs".',
  'limit-exceeded': 'Raise the option maxFileBytes.',
};

/** The HTTP client's error as one about object storage. */
export function worded(error: unknown, place: string): unknown {
  if (!(error instanceof SightlineError)) return error;
  const { code, message, remedy: old } = error;
  if (code === 'network-failed' && old?.startsWith('It leads elsewhere')) {
    const said = withoutRemedy(message, old);
    return new SightlineError('bad-option', said, {
      remedy: 'The bucket is in another region, or behind another address: check AWS_REGION and AWS_ENDPOINT_URL_S3.',
    });
  }
  const isUnreached = code === 'network-failed' && old?.startsWith('Check the base URL');
  const remedy = isUnreached ? 'Check AWS_ENDPOINT_URL_S3 and the connection, and try again.' : remedies[code];
  if (remedy === undefined || old === remedy) return error;
  const said = withoutRemedy(message, old);
  if (code === 'model-missing')
    return new SightlineError('bad-option', `${place} does not take copies: its bucket is not there.`, { remedy });
  return new SightlineError(code === 'model-failed' ? 'network-failed' : code, said, { remedy });
}

function withoutRemedy(message: string, remedy: string | undefined): string {
  return remedy && message.endsWith(` ${remedy}`) ? message.slice(0, -remedy.length - 1) : message;
}
