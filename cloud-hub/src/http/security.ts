import { BlockList, isIPv6 } from 'node:net';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { isSameOrigin } from '../auth/same-origin.ts';
import { isLoopback } from '../config/addresses.ts';
import type { HttpConfig } from '../config/config.ts';
import { bodyOf } from './api-error.filter.ts';
import { Problem } from './problem.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What holds for every request, the dashboard's files included, before any route sees it. */
export async function secure(server: FastifyInstance, config: HttpConfig): Promise<void> {
  await server.register(helmet, headersOf(config));
  const admits = doorkeeper(config);
  server.addHook('onRequest', async (request, reply) => {
    if (!admits(request.socket.remoteAddress ?? ''))
      return reply.status(403).send(bodyOf(notThroughProxy));
    if (!safeMethods.has(request.method) && !isSameOrigin(request.headers, config.publicUrl))
      return reply.status(403).send(bodyOf(foreignOrigin));
  });
}

const notThroughProxy = new Problem(
  403,
  'notThroughProxy',
  'This hub is reached through its proxy.',
);
const foreignOrigin = new Problem(
  403,
  'foreignOrigin',
  'The request comes from a page that is not of this hub.',
  'Where a proxy changes the host name, set LOOKOUT_PUBLIC_URL.',
);

/** Plain HTTP beyond loopback is for the proxies that terminate TLS, and for nobody else. */
export function doorkeeper({
  tls,
  host,
  trustedProxies,
}: HttpConfig): (address: string) => boolean {
  if (tls !== null || isLoopback(host)) return () => true;
  const proxies = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  return (remote) => {
    const address = remote.replace(/^::ffff:(?=\d+\.)/i, '');
    return isLoopback(address) || proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

/** All from ourselves. Inline styles are the component kit's (Mantine sets widths and colours that way). */
function headersOf({ tls, trustedProxies }: HttpConfig) {
  const encrypted = tls !== null || trustedProxies.length > 0;
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: encrypted,
    crossOriginEmbedderPolicy: false,
    originAgentCluster: encrypted,
    crossOriginOpenerPolicy: encrypted,
  };
}
