import { z } from 'zod';

/** What the setting `providers` may say of a vendor: `{"nvidia": {"baseUrl": "http://nim.local:8000/v1"}}`. */
export const vendorOptions = z.strictObject({
  apiKey: z.string().optional(),
  baseUrl: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Fields put into the body of every request, over those that the program sets. */
  body: z.record(z.string(), z.unknown()).optional(),
  /** Dimensions to ask for, where the model can give fewer than it has. */
  dimensions: z.number().int().positive().optional(),
  concurrency: z.number().int().positive().optional(),
  timeoutMs: z.number().int().positive().optional(),
  retries: z.number().int().min(0).optional(),
  /** Dollars, or whatever one pays in, for a million tokens: used for nothing but the reported cost. */
  pricePerMillion: z.object({ input: z.number(), output: z.number() }).optional(),
  /** Limits of a model that the program does not know: tokens of context, pictures in one request. */
  contextTokens: z.number().int().positive().optional(),
  maxPictures: z.number().int().min(0).optional(),
});
export type VendorOptions = z.infer<typeof vendorOptions>;
