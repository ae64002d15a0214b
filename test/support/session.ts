import type { z } from 'zod';

export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** A signed-in user of the REST API. */
export class Session {
  private constructor(
    private readonly url: string,
    readonly cookie: string,
  ) {}

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

  async postZip(path: string, bytes: Uint8Array): Promise<unknown> {
    return await (await this.send('POST', path, Buffer.from(bytes))).json();
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const isZip = Buffer.isBuffer(body);
    const type = isZip ? 'application/zip' : 'application/json';
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': type }),
        cookie: this.cookie,
        origin: this.url,
      },
      body: body === undefined ? null : isZip ? new Uint8Array(body) : JSON.stringify(body),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    return answer;
  }
}
