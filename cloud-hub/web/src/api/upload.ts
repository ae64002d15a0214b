import { Dataset } from '@lookout/shared/protocol/datasets';
import { ApiError } from '@lookout/shared/protocol/rest';
import { ApiFailure } from './http.ts';

export interface UploadFields {
  readonly name: string;
  readonly note: string;
  readonly label: string;
  readonly ignore: string;
  readonly periodMs: string;
  readonly skipMissing: boolean;
}

/**
 * Sends one CSV file: it makes a data set, or adds a recording to the one that is given.
 * @param onProgress share of the bytes that have left, 0 to 1
 * @throws ApiFailure
 */
export function uploadFile(
  file: File,
  fields: UploadFields,
  dataset: string | null,
  onProgress: (share: number) => void,
): Promise<Dataset> {
  const { name, note, label, ignore, periodMs, skipMissing } = fields;
  const query = new URLSearchParams({ file: file.name, skipMissing: String(skipMissing) });
  const given = { label, ignore, periodMs, ...(dataset === null && { name, note }) };
  for (const [key, value] of Object.entries(given)) if (value !== '') query.set(key, value);
  const path = dataset === null ? '/api/datasets' : `/api/datasets/${dataset}/recordings`;
  // fetch does not tell how far an upload has come.
  const request = new XMLHttpRequest();
  request.open('POST', `${path}?${query}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.addEventListener('progress', (event) => onProgress(event.loaded / event.total));
  return new Promise((resolve, reject) => {
    request.addEventListener('error', () => reject(unreachable));
    request.addEventListener('load', () => {
      const answer = answerOf(request);
      if (answer instanceof ApiFailure) reject(answer);
      else resolve(answer);
    });
    request.send(file);
  });
}

const unreachable = new ApiFailure(
  0,
  'unreachable',
  'The hub does not answer, or it ended the upload.',
  'Check that it is running and that this computer can reach it.',
);

function answerOf({ status, responseText }: XMLHttpRequest): Dataset | ApiFailure {
  const json = parse(responseText);
  const dataset = Dataset.safeParse(json);
  if (status < 300 && dataset.success) return dataset.data;
  const refused = ApiError.safeParse(json);
  if (!refused.success) return new ApiFailure(status, 'http', `The hub answered ${status}.`, null);
  const { code, message, remedy } = refused.data;
  return new ApiFailure(status, code, message, remedy);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
