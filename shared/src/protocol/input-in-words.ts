import type { ReleaseManifest } from './signed-documents.ts';

type Input = ReleaseManifest['input'];

/** What is judged at a time: "windows of 10 rows", "frames 3×224×224". */
export const windowInWords = (input: Sized): string =>
  input.kind === 'series'
    ? `windows of ${input.windowLength} rows`
    : `frames ${input.channels.length}×${input.height}×${input.width}`;

/** With how often it comes: "windows of 10 rows, a row every 500 ms", "frames 3×224×224, one every 1000 ms". */
export const inputInWords = (input: Sized & { readonly periodMs: number }): string =>
  input.kind === 'series'
    ? `${windowInWords(input)}, a row every ${input.periodMs} ms`
    : `${windowInWords(input)}, one every ${input.periodMs} ms`;

type Sized =
  | (Pick<Extract<Input, { kind: 'series' }>, 'kind' | 'windowLength'> & Counted)
  | (Pick<Extract<Input, { kind: 'image' }>, 'kind' | 'height' | 'width'> & Counted);
interface Counted {
  readonly channels: { readonly length: number };
}
