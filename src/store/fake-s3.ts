import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeS3 {
  readonly bucket: string;
  /** What names it and gives its keys, as variables of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Puts other bytes in the place of an object. */
  damage(key: string): Promise<void>;
  close(): Promise<void>;
}

/** For tests: an object storage on this machine with one bucket, its objects in a folder. It knows one key and no signatures. */
export async function fakeS3(bucket = 'pictures'): Promise<FakeS3> {
  const { default: S3rver } = await import('s3rver');
  const directory = await mkdtemp(join(tmpdir(), 'sightline-s3-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  const url = `http://127.0.0.1:${port}`;
  return {
    bucket,
    url,
    environment: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    },
    damage: (key) => writeFile(join(directory, bucket, `${key}._S3rver_object`), 'something else'),
    async close() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
