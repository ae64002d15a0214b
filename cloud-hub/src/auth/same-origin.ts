/** The part of a request's headers that tells where it was made. */
export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Whether a request that changes something comes from our own pages (OWASP CSRF cheat sheet, "verifying
 * origin"). SameSite=Strict does not suffice alone: another port of the same machine is the same site.
 * Programs other than browsers send neither header; no browser can make them act for its user.
 */
export function isSameOrigin(headers: OriginHeaders, publicUrl: string | null = null): boolean {
  const { origin, host } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  const parsed = URL.parse(origin);
  if (parsed === null) return false;
  return (
    parsed.host === host || (publicUrl !== null && parsed.origin === new URL(publicUrl).origin)
  );
}
