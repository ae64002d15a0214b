// Exit status 0 when the hub's database, broker and ingest are ready.
// Over TLS the certificate must name localhost, and NODE_EXTRA_CA_CERTS its authority where that is not public.
const { LOOKOUT_PORT = '3000', LOOKOUT_TLS_CERT = '' } = process.env;
const url = `${LOOKOUT_TLS_CERT === '' ? 'http' : 'https'}://localhost:${LOOKOUT_PORT}/healthz`;

try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  if (!response.ok) console.error(`${url} answered ${response.status}: ${await response.text()}`);
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(`${url}: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
