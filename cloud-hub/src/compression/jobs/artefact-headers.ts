/** A document of somebody's data: it is shown, and nothing else. No script, no form, no link out of it. */
const reportPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox',
].join('; ');

const types: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
};

/** How a file that a job made is handed out: reports to be looked at, all else to be saved. */
export function artefactHeaders(name: string): Record<string, string> {
  if (name.endsWith('.html'))
    return {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': reportPolicy,
      'cache-control': 'no-cache',
    };
  const ending = name.split('.').at(-1) ?? '';
  return {
    'content-type': types[ending] ?? 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-cache',
  };
}
