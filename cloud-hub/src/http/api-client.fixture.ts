export interface Answer {
  readonly status: number;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** What a browser is to the hub: it keeps the cookie and says where its page is from. */
export class ApiClient {
  cookie = '';

  constructor(private readonly url: string) {}

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        origin: this.url,
        cookie: this.cookie,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  get = (path: string): Promise<Answer> => this.request('GET', path);
  post = (path: string, body?: unknown): Promise<Answer> => this.request('POST', path, body);

  signIn = (name: string, password: string): Promise<Answer> =>
    this.post('/api/login', { name, password });
}
