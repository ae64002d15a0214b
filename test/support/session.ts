import type { z } from 'zod';

export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** A signed-in user of the REST API. */
export class Session {
  readonly cookie: string;
  private readonly url: string;

  // No parameter properties: the benches run this file without a compiler.
  private constructor(url: string, cookie: string) {
    this.url = url;
    this.cookie = cookie;
  }

  static async signIn(url: string, user: SignIn): Promise<Session> {
    const answer = await new Session(url, '').send('POST', '/api/login', user);
    return new Session(url, answer.headers.getSetCookie()[0]?.split(';')[0] ?? '');
  }

  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
    return schema.parse(await (await this.send('GET', path)).json());
  }

  async text(path: string): Promise<string> {
    return await (await this.send('GET', path)).text();
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const text = await (await this.send('POST', path, body)).text();
    return text === '' ? null : JSON.parse(text);
  }

  async put(path: string, body: unknown): Promise<unknown> {
    return await (await this.send('PUT', path, body)).json();
  }

  async upload(path: string, zip: Uint8Array): Promise<unknown> {
    return await (await this.request('POST', path, 'application/zip', Buffer.from(zip))).json();
  }

  private send(method: string, path: string, body?: unknown): Promise<Response> {
    return body === undefined
      ? this.request(method, path, null, null)
      : this.request(method, path, 'application/json', JSON.stringify(body));
  }

  private async request(
    method: string,
    path: string,
    type: string | null,
    body: BodyInit | null,
  ): Promise<Response> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(type === null ? {} : { 'content-type': type }),
        cookie: this.cookie,
        origin: this.url,
      },
      body,
    });
    if (!answer.ok)
      throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    return answer;
  }
}
