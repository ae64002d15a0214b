/** 32 random bytes in base64url. */
const token = /^[A-Za-z0-9_-]{43}$/;

export interface SessionCookie {
  readonly name: string;
  /** Only ever sent over TLS. */
  readonly secure: boolean;
}

/** Cookies know no ports: two hubs on one machine must not sign each other's users out. */
export const sessionCookie = (configuredPort: number, secure: boolean): SessionCookie => ({
  name: `lookout_session_${configuredPort}`,
  secure,
});

/** The token in a Cookie header; null when there is none, or what stands there can be none. */
export function readToken(cookie: SessionCookie, header: string | undefined): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.split('=', 2);
    if (name?.trim() === cookie.name)
      return value !== undefined && token.test(value.trim()) ? value.trim() : null;
  }
  return null;
}

/** A Set-Cookie header; with a null token it takes the cookie away. */
export function setCookie(cookie: SessionCookie, value: string | null, maxAgeS: number): string {
  const attributes = [
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(cookie.secure ? ['Secure'] : []),
  ];
  const age = value === null ? 0 : maxAgeS;
  return [`${cookie.name}=${value ?? ''}`, `Max-Age=${age}`, ...attributes].join('; ');
}
