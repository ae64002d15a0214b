import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf } from './api-error.filter.ts';
import { Problem } from './problem.ts';

const assets = `${sep}assets${sep}`;
const forever = 'public, max-age=31536000, immutable';

/**
 * The built dashboard: its files, of which the assets hold their digest in the name, and for every other
 * path the page itself, which finds its screen by the address.
 */
export async function serveDashboard(server: FastifyInstance, dir: string): Promise<void> {
  const built = existsSync(join(dir, 'index.html'));
  if (built)
    await server.register(fastifyStatic, {
      root: dir,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', path.includes(assets) ? forever : 'no-cache');
      },
    });
  server.get('/*', (request: FastifyRequest, reply: FastifyReply) => {
    if (isNoScreen(request.url))
      return reply.status(404).send(bodyOf(Problem.notFound('such address')));
    if (!built) return reply.status(503).type('text/plain').send(notBuilt);
    return reply.sendFile('index.html');
  });
}

const isNoScreen = (url: string): boolean =>
  /^\/(api|live|assets|healthz|metrics)(\/|\?|$)/.test(url);

const notBuilt = 'The dashboard is not built: run "npm run build", then start the hub again.\n';
