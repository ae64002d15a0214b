import { deserialize, serialize } from 'node:v8';
import type { Recording } from '@lookout/shared/detector/recording';
import type { CsvColumn } from '@lookout/shared/table/csv-shape';
import { z } from 'zod';

/** Files read and ready to learn from or to judge by. */
export interface JobRecordings {
  readonly channels: readonly CsvColumn[];
  readonly periodMs: number;
  readonly tables: readonly JobTable[];
  /** What is strange about them, for people. */
  readonly warnings: readonly string[];
}

export interface JobTable {
  readonly file: string;
  readonly sha256: string;
  readonly recording: Recording;
}

export interface Prepared {
  readonly train: JobRecordings;
  readonly labelled: JobRecordings | null;
}

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const StoredRecordings = z.object({
  channels: z.array(z.object({ name: z.string(), unit: z.string().nullable() })),
  periodMs: z.number(),
  warnings: z.array(z.string()),
  tables: z.array(
    z.object({
      file: z.string(),
      sha256: z.string(),
      recording: z.object({
        rows: z.int(),
        channels: z.int(),
        values: z.custom<Float64Array>((value) => value instanceof Float64Array),
        breakBefore: bytes,
        labels: bytes.nullable(),
      }),
    }),
  ),
});
const Stored = z.object({ train: StoredRecordings, labelled: StoredRecordings.nullable() });

/** Node's own form of structured data: numbers as they are, and read back in milliseconds. */
export const packRecordings = (prepared: Prepared): Uint8Array => serialize(prepared);

/** @throws Error where the bytes are not of `packRecordings` */
export const unpackRecordings = (packed: Uint8Array): Prepared => Stored.parse(deserialize(packed));
