import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of 127.0.0.1 and localhost, signed by itself, for a hundred years; protects nothing. */
export const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgIUFFrtWRwHKJ9bQ3d/MhKMp8joa6QwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbG9va291dCB0ZXN0MCAXDTI2MTEyNDA2NDk1MFoYDzIxMjYx
MDMxMDY0OTUwWjAXMRUwEwYDVQQDDAxsb29rb3V0IHRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARDav/kPpn2/ncu0dJuAK4kOvyMejfw5ZDXsWoJgJtoiK83
yFoQ/2FSmkStPT6Xe/D76mhuxilnx/mi3zDR1qD+o28wbTAdBgNVHQ4EFgQUklZa
7rh0RyZGPH+pDQA71em+j4YwHwYDVR0jBBgwFoAUklZa7rh0RyZGPH+pDQA71em+
j4YwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3Qw
CgYIKoZIzj0EAwIDSAAwRQIhAK4N38Kj+gf/Jv3CjH4SFL4GeMsd0mhcQ2YFpC2A
XSy0AiAd4XixtIt8K8tnuAiB51r8hY6dgY0gfemXg79bn4kkFA==
-----END CERTIFICATE-----
`;

const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsetuPOACD+mMh2VW
Xjf1VR5oUfVn2j2U85um0o4aEKWhRANCAARDav/kPpn2/ncu0dJuAK4kOvyMejfw
5ZDXsWoJgJtoiK83yFoQ/2FSmkStPT6Xe/D76mhuxilnx/mi3zDR1qD+
-----END PRIVATE KEY-----
`;

/** Both as files, in a folder of their own. */
export function testTlsFiles(): { readonly dir: string; readonly env: Record<string, string> } {
  const dir = mkdtempSync(join(tmpdir(), 'lookout-tls-'));
  const paths = { LOOKOUT_TLS_CERT: join(dir, 'cert.pem'), LOOKOUT_TLS_KEY: join(dir, 'key.pem') };
  writeFileSync(paths.LOOKOUT_TLS_CERT, testCertificate);
  writeFileSync(paths.LOOKOUT_TLS_KEY, testKey, { mode: 0o600 });
  return { dir, env: paths };
}
