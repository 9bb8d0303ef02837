/** The contract suites, for adapters written elsewhere. They need vitest. */

export { embedderContract } from './embed/embedder.contract.ts';
export { remoteEmbedderContract } from './embed/remote-embedder.contract.ts';
export { readerContract } from './read/reader.contract.ts';
export { rerankerContract } from './retrieve/reranker.contract.ts';
export { blobsContract } from './store/blobs.contract.ts';
export { type SampleSegment, sampleDocument, storeContract } from './store/store.contract.ts';
