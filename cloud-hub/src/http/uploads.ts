import type { FastifyInstance } from 'fastify';

/**
 * Hands the bytes of an `application/octet-stream` or an `application/zip` on as they come, so that nothing is read before the route's
 * guards have let the request in; who takes them counts them.
 */
export function takeUploads(server: FastifyInstance): void {
  server.addContentTypeParser(
    ['application/octet-stream', 'application/zip'],
    (_request, payload, done) => done(null, payload),
  );
}
