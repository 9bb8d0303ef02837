import { SightlineError } from '../support/errors.ts';

/** Where objects are, and with what keys they are had. */
export interface S3Address {
  /** As people name it: `s3://bucket/prefix`. */
  readonly name: string;
  readonly bucket: string;
  /** What objects lie under, without a slash at its end. */
  readonly baseUrl: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As in https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What needs no escaping in an address, so that it is the same wherever it is written. */
const prefixPart = /^[\w.-]+$/;

/** Whether a setting names object storage rather than a folder. */
export function isS3(where: string): boolean {
  return /^s3:/i.test(where);
}

/**
 * The address of `s3://bucket/prefix`, with endpoint, region and keys from the variables that AWS's own tools read
 * (https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html). Where an endpoint is given, the bucket is
 * part of the path (`https://minio.example/bucket/…`), else of the host name.
 *
 * @throws SightlineError 'bad-option'
 */
export function s3Address(where: string, environment: Readonly<Record<string, string | undefined>>): S3Address {
  const { bucket, parts } = placeOf(where);
  const variable = (...names: readonly string[]): string | undefined =>
    names.map((one) => environment[one]?.trim()).find((value) => value !== undefined && value !== '');
  const [accessKeyId, secretAccessKey] = [variable('AWS_ACCESS_KEY_ID'), variable('AWS_SECRET_ACCESS_KEY')];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
    throw new SightlineError('bad-option', `There are no keys for ${nameOf(bucket, parts)}: ${missing} is not set.`, {
      remedy: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; files with profiles are not read.',
    });
  }
  const region = variable('AWS_REGION', 'AWS_DEFAULT_REGION') ?? 'us-east-1';
  if (!/^[a-z0-9-]{1,40}$/.test(region))
    throw new SightlineError('bad-option', 'AWS_REGION is not the name of a region.');
  const endpoint = variable('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL');
  const root = endpoint === undefined ? amazonRoot(bucket, region) : `${checkedEndpoint(endpoint)}/${bucket}`;
  const sessionToken = variable('AWS_SESSION_TOKEN');
  return {
    name: nameOf(bucket, parts),
    bucket,
    baseUrl: [root, ...parts].join('/'),
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function placeOf(where: string): { readonly bucket: string; readonly parts: readonly string[] } {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/i.exec(where) ?? [];
  const parts = path.split('/').filter((part) => part !== '');
  const isRight = bucketName.test(bucket) && parts.every((part) => prefixPart.test(part) && !/^\.+$/.test(part));
  if (isRight && path.length <= 500) return { bucket, parts };
  // Not repeated: whoever writes keys into it would see them in logs.
  throw new SightlineError('bad-option', 'What the setting "blobs" names is no place in object storage.', {
    remedy:
      'Write s3://BUCKET/PREFIX with letters, digits, dots, hyphens and underscores; keys go into the environment.',
  });
}

function nameOf(bucket: string, parts: readonly string[]): string {
  return `s3://${[bucket, ...parts].join('/')}`;
}

/** See https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
function amazonRoot(bucket: string, region: string): string {
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // The certificate is for one name before that: a dot in the bucket's would make two.
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

function checkedEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url && isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new SightlineError('bad-option', 'AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL is not the address of a service.', {
    remedy: 'It should begin with https:// or http:// and hold no keys.',
  });
}
